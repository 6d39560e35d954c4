import { useId, useMemo } from 'react'
import type { Result } from '../../../src-main/contract/methods.ts'
import { readablePath } from '../../pure/flow.ts'
import type { FlowWay } from '../../pure/flow-graph.ts'
import { formatTime, toolName } from '../../pure/format.ts'
import { routeHash } from '../../state/route.ts'
import type { Query } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { FlowPicture } from '../../widgets/flow-picture.tsx'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { QueryView } from '../../widgets/states.tsx'
import type { Entry } from './vault-grid.tsx'

type Line = Result<'vault.audit'>['entries'][number]

/** What the audit says of the ways of one value, over all runs. The code's line and what was returned are told by each run. */
export function waysOfAudit(entry: Pick<Entry, 'token' | 'kind'>, lines: readonly Line[]): FlowWay[] {
  const oldest = [...lines].reverse()
  const place = (line: Line) =>
    line.server === null ? undefined : { tool: `${line.server}/${line.tool ?? ''}`, path: line.path ?? '' }
  const ways: FlowWay[] = []
  let source: ReturnType<typeof place>
  const known = new Set<string>()
  const add = (way: FlowWay) => {
    const key = JSON.stringify(way)
    if (!known.has(key)) ways.push(way)
    known.add(key)
  }
  for (const line of oldest) {
    if (line.action === 'mint') source = place(line) ?? source
    const sink = place(line)
    if (sink !== undefined && (line.action === 'resolve' || line.action === 'block'))
      add({
        token: entry.token,
        kind: entry.kind,
        ...(source === undefined ? {} : { source }),
        sink,
        outcome: line.action === 'resolve' ? 'tool' : 'blocked',
      })
  }
  if (ways.length === 0)
    add({
      token: entry.token,
      kind: entry.kind,
      ...(source === undefined ? {} : { source }),
      outcome: 'stayed',
    })
  return ways
}

/** Where one value went, over all runs: as a picture and as sentences. */
export function VaultTrail({ entry, audit }: { entry: Entry; audit: Query<Result<'vault.audit'>> }) {
  const id = useId()
  const ways = useMemo(() => waysOfAudit(entry, audit.data?.entries ?? []), [entry, audit.data])
  const lines = (audit.data?.entries ?? []).slice().reverse()
  return (
    <section className="pane vault-trail" aria-label={t('vault.trail', { token: entry.token })}>
      <div className="pane-head">
        <h2>
          {t('vault.whereBefore')} <span className="tok">{entry.token}</span> {t('vault.whereAfter')}
        </h2>
        <span className="grow" />
        <CopyButton
          text={lines.map((line) => `${formatTime(line.at)}  ${sentence(line)}`).join('\n')}
          label={t('vault.copyText')}
        />
      </div>
      <div className="pane-body" tabIndex={0} role="region" aria-label={t('vault.where')}>
        <QueryView query={audit} title={t('vault.auditFailed')} rows={3}>
          {() => (
            <>
              <div className="trail-picture">
                <FlowPicture ways={ways} byKind={false} describedBy={id} />
              </div>
              <ol className="audit" id={id}>
                {lines.map((line) => (
                  <li key={line.id}>
                    <time dateTime={new Date(line.at).toISOString()} title={formatTime(line.at)}>
                      {new Date(line.at).toLocaleTimeString('en-GB')}
                    </time>
                    <span>
                      {sentence(line)}{' '}
                      {line.execution === null ? null : (
                        <a href={routeHash('run', line.execution, { tab: 'flow', token: entry.token })}>
                          {t('vault.run')}
                        </a>
                      )}
                    </span>
                  </li>
                ))}
              </ol>
            </>
          )}
        </QueryView>
      </div>
    </section>
  )
}

/** One line of the audit in words. */
export function sentence(line: Line): string {
  const tool = line.server === null ? t('flow.code') : toolName(`${line.server}/${line.tool ?? ''}`)
  const path = line.path === null || line.path === '' ? '' : readablePath(line.path)
  switch (line.action) {
    case 'mint':
      return t('vault.said.mint', { tool, path })
    case 'resolve':
      return t('vault.said.resolve', { tool, path })
    case 'block':
      return t('vault.said.block', { tool, detail: line.detail ?? '' })
    case 'ask':
      return t('vault.said.ask', { tool })
    case 'reveal':
      return line.detail === 'clipboard' ? t('vault.said.copy') : t('vault.said.reveal')
    default:
      return [line.action, line.server === null ? '' : tool, path, line.detail ?? '']
        .filter(Boolean)
        .join(' · ')
  }
}
