import { memo, useState } from 'react'
import { formatBytes, formatDuration, formatEstimate, toolName } from '../../pure/format.ts'
import { copyCall, copyForms } from '../../pure/copy-as.ts'
import type { CopyForm } from '../../pure/copy-as.ts'
import { readablePath } from '../../pure/flow.ts'
import type { RunCall, RunModel } from '../../pure/run-fold.ts'
import type { TimelineNode } from '../../pure/timeline.ts'
import { announce } from '../../state/announce.ts'
import { useHostInfo } from '../../state/host-info.ts'
import { useNotice } from '../../state/notice.ts'
import { readWholeBlob, useReadBlob } from '../../state/opened-runs.ts'
import { asWireError } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { BlobText } from '../../widgets/blob-text.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { Menu } from '../../widgets/menu.tsx'
import { Tabs } from '../../widgets/tabs.tsx'
import { nodeHue, nodeIcon, nodeName } from './node-look.ts'

interface RunInspectorProps {
  node: TimelineNode | undefined
  model: RunModel
  /** Says when the model, which grows in place, has changed. */
  version: number
  token: string | undefined
  onToken: (token: string) => void
  onSelect: (id: string) => void
  /** Opens the menu of copies when it changes. */
  copies: number
}

const tabs = ['result', 'arguments', 'tokens', 'timing'] as const

/** All about the selected row. */
export const RunInspector = memo(function RunInspector({
  node,
  model,
  token,
  onToken,
  onSelect,
  copies,
}: RunInspectorProps) {
  const [tab, setTab] = useState<(typeof tabs)[number]>('result')
  const call = node?.call
  if (node === undefined)
    return (
      <aside className="pane inspector" aria-label={t('run.selected')}>
        <p className="note pad">{t('run.selectRow')}</p>
      </aside>
    )
  const tokens = call === undefined ? [] : tokensOf(model, call)
  return (
    <aside className="pane inspector" aria-label={t('run.selected')}>
      <div className="pane-head tall">
        <span className={`${nodeHue(node)} kicon`}>
          <Icon name={nodeIcon(node)} />
        </span>
        <div className="grow">
          <h2 className="ellip">{nodeName(node)}</h2>
          <p className="faint small ellip">
            {t(`run.kind.${node.kind}`)}
            {node.line === undefined ? '' : ` · ${t('run.line', { line: node.line })}`} ·{' '}
            {t(`run.state.${node.state}`)}
          </p>
        </div>
        {call === undefined || node.kind === 'group' ? null : <CopyMenu call={call} opens={copies} />}
      </div>
      {call === undefined || node.kind === 'group' ? (
        <div className="pane-body">
          <Plain node={node} onSelect={onSelect} />
        </div>
      ) : (
        <Tabs
          label={t('run.details')}
          items={tabs.map((id) => ({
            id,
            label: t(`run.tab.${id}`),
            ...(id === 'tokens' && tokens.length > 0 ? { count: tokens.length } : {}),
          }))}
          value={tab}
          onChange={setTab}
        >
          <div className="pane-body">
            {tab === 'arguments' ? (
              <div className="section">
                <h3>{t('run.tab.arguments')}</h3>
                <BlobText
                  blob={call.argsRef}
                  label={t('run.tab.arguments')}
                  selected={token}
                  onToken={onToken}
                />
              </div>
            ) : tab === 'result' ? (
              <Result call={call} token={token} onToken={onToken} />
            ) : tab === 'tokens' ? (
              <div className="section">
                {tokens.length === 0 ? <p className="muted">{t('run.noTokens')}</p> : null}
                <ul className="token-list">
                  {tokens.map((one, index) => (
                    <li key={index}>
                      <button
                        type="button"
                        className="tok"
                        aria-pressed={one.token === token}
                        onClick={() => onToken(one.token)}
                      >
                        {one.token}
                      </button>
                      <span>
                        {t(`run.token.${one.what}`)} <code>{readablePath(one.path)}</code>
                        {one.reason === undefined ? '' : `: ${one.reason}`}
                      </span>
                    </li>
                  ))}
                </ul>
              </div>
            ) : (
              <Timing call={call} end={model.ended?.t ?? model.last} />
            )}
          </div>
        </Tabs>
      )}
    </aside>
  )
})

const letters = { json: 'j', typescript: 't', curl: 'c', markdown: 'm' } as const

/** The call in a form for somewhere else; payloads are read when one is chosen. */
function CopyMenu({ call, opens }: { call: RunCall; opens: number }) {
  const read = useReadBlob()
  async function copy(form: CopyForm): Promise<void> {
    try {
      const args = await readWholeBlob(read, call.argsRef)
      const result = call.resultRef === undefined ? undefined : await readWholeBlob(read, call.resultRef)
      const text = copyCall(
        { call, args, ...(result === undefined ? {} : { result }) },
        form,
        useHostInfo.getState().info?.mcpUrl ?? '',
      )
      await navigator.clipboard.writeText(text)
      announce(t('run.copiedAs', { form: t(`run.copy.${form}`) }))
      useNotice.setState({ hint: t('run.copiedAs', { form: t(`run.copy.${form}`) }) })
    } catch (error) {
      useNotice.setState({ notice: asWireError(error) })
    }
  }
  return (
    <Menu
      label={t('run.copyAs')}
      className="btn ghost sm"
      opens={opens}
      button={
        <>
          <Icon name="copy" />
          {t('run.copyAs')}
          <Icon name="down" small />
        </>
      }
      items={copyForms.map((form) => ({
        id: form,
        label: t(`run.copy.${form}`),
        letter: letters[form],
        run: () => void copy(form),
      }))}
    />
  )
}

interface CallToken {
  token: string
  what: 'minted' | 'resolved' | 'blocked'
  path: string
  reason?: string
}

function tokensOf(model: RunModel, call: RunCall): CallToken[] {
  const found: CallToken[] = []
  for (const trail of model.tokens.values()) {
    for (const one of trail.minted)
      if (one.call === call.id) found.push({ token: trail.token, what: 'minted', path: one.path })
    for (const one of trail.resolved)
      if (one.call === call.id) found.push({ token: trail.token, what: 'resolved', path: one.path })
    for (const one of trail.blocked)
      if (one.call === call.id)
        found.push({ token: trail.token, what: 'blocked', path: one.path, reason: one.reason })
  }
  return found.slice(0, 1000)
}

function Result({
  call,
  token,
  onToken,
}: {
  call: RunCall
  token: string | undefined
  onToken: (token: string) => void
}) {
  if (call.error !== undefined)
    return (
      <div className="section">
        <h3>{t('run.error')}</h3>
        <p className="error-text">
          <Icon name="x" small /> {call.error.message} <code>{call.error.code}</code>
        </p>
        {call.resultRef === undefined ? null : (
          <BlobText blob={call.resultRef} label={t('run.tab.result')} selected={token} onToken={onToken} />
        )}
      </div>
    )
  return (
    <div className="section">
      <h3>
        {t('run.tab.result')}
        <span className="count end">
          {formatBytes(call.bytes)} · {t('demo.modelTokens', { tokens: formatEstimate(call.tokens) })}
        </span>
      </h3>
      {call.resultRef === undefined ? (
        <p className="muted">{call.endedAt === undefined ? t('run.notYet') : t('run.noResult')}</p>
      ) : (
        <BlobText blob={call.resultRef} label={t('run.tab.result')} selected={token} onToken={onToken} />
      )}
    </div>
  )
}

function Timing({ call, end }: { call: RunCall; end: number }) {
  const total = Math.max(1e-6, (call.endedAt ?? end) - call.askedAt)
  const held = call.holds.reduce((sum, hold) => sum + ((hold.to ?? end) - hold.from), 0)
  const sent = call.sentAt ?? call.endedAt ?? end
  const queued = Math.max(0, sent - call.askedAt - held)
  const parts = [
    { label: t('run.queued'), ms: queued, hue: 'k-log' },
    ...(held > 0 ? [{ label: t('run.waitedFor'), ms: held, hue: 'k-wait' }] : []),
    { label: t('run.upstream'), ms: Math.max(0, (call.endedAt ?? end) - sent), hue: 'k-tool' },
  ]
  return (
    <div className="section">
      <h3>{t('run.tab.timing')}</h3>
      <div className="timing">
        {parts.map((part) => (
          <TimingRow key={part.label} {...part} share={part.ms / total} />
        ))}
      </div>
      <dl className="dl times">
        <dt>{t('run.asked')}</dt>
        <dd>{formatDuration(call.askedAt)}</dd>
        <dt>{t('run.ended')}</dt>
        <dd>{call.endedAt === undefined ? '…' : formatDuration(call.endedAt)}</dd>
        {call.holds.map((hold, index) => (
          <HoldRow key={index} rule={hold.rule} by={hold.by} ok={hold.ok} />
        ))}
      </dl>
    </div>
  )
}

function TimingRow({ label, ms, share, hue }: { label: string; ms: number; share: number; hue: string }) {
  return (
    <>
      <span>{label}</span>
      <span className={`meter ${hue}`} aria-hidden="true">
        <i style={{ width: `${share * 100}%` }} />
      </span>
      <span className="right">{formatDuration(ms)}</span>
    </>
  )
}

function HoldRow({ rule, by, ok }: { rule: string; by: string | undefined; ok: boolean | undefined }) {
  return (
    <>
      <dt>{t('run.rule')}</dt>
      <dd>
        {rule}
        {by === undefined ? '' : ` · ${t(ok === true ? 'run.allowed' : 'run.denied', { by })}`}
      </dd>
    </>
  )
}

/** Rows that are no call: what there is to say of them. */
function Plain({ node, onSelect }: { node: TimelineNode; onSelect: (id: string) => void }) {
  return (
    <>
      <div className="section">
        <dl className="dl">
          <dt>{t('run.from')}</dt>
          <dd>{formatDuration(node.from)}</dd>
          {node.point === true ? null : (
            <>
              <dt>{t('run.length')}</dt>
              <dd>{formatDuration(node.to - node.from)}</dd>
            </>
          )}
        </dl>
      </div>
      {node.kind === 'log' ? (
        <div className="section">
          <h3>{node.level}</h3>
          <pre className="block sensitive">{node.label}</pre>
        </div>
      ) : null}
      {node.members === undefined ? null : (
        <div className="section">
          <h3>{t('run.members', { count: node.members.length, tool: toolName(node.label) })}</h3>
          <ul className="member-list">
            {node.members.slice(0, 200).map((call) => (
              <li key={call.id}>
                <button type="button" className="btn ghost sm" onClick={() => onSelect(call.id)}>
                  <span className="ellip mono sensitive">{call.preview}</span>
                  <span className="num">{formatDuration((call.endedAt ?? call.askedAt) - call.askedAt)}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}
