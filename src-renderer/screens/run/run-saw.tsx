import { memo } from 'react'
import { formatBytes, formatCount, toolName } from '../../pure/format.ts'
import type { RunModel } from '../../pure/run-fold.ts'
import type { KindOfTool } from '../../pure/timeline.ts'
import { tokensIn } from '../../pure/vault-tokens.ts'
import { routeHash } from '../../state/route.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { TokenText } from '../../widgets/token-text.tsx'

interface RunSawProps {
  id: string
  model: RunModel
  /** Says when the model, which grows in place, has changed. */
  version: number
  answer: string | undefined
  /** The answer is being read. */
  reading: boolean
  /** An earlier moment is looked at. */
  looking: boolean
  kindOf: KindOfTool
  token: string | undefined
  onToken: (token: string) => void
}

/** What the model saw beside what stayed here, and how much crossed between them. */
export const RunSaw = memo(function RunSaw({
  id,
  model,
  answer,
  reading,
  looking,
  kindOf,
  token,
  onToken,
}: RunSawProps) {
  const tools = new Map<string, { bytes: number; calls: number }>()
  for (const call of model.calls.values()) {
    const sum = tools.get(call.tool) ?? { bytes: 0, calls: 0 }
    sum.bytes += call.bytes
    sum.calls++
    tools.set(call.tool, sum)
  }
  const list = [...tools].sort((a, b) => b[1].bytes - a[1].bytes)
  const stayed = list.reduce((sum, [, tool]) => sum + tool.bytes, 0)
  const largest = Math.max(1, list[0]?.[1].bytes ?? 1)
  const sent = model.ended?.bytesToModel ?? 0
  const given = new Map<string, Set<string>>()
  for (const trail of model.tokens.values())
    for (const use of trail.resolved) {
      const tool = model.calls.get(use.call)?.tool ?? use.call
      given.set(tool, (given.get(tool) ?? new Set()).add(trail.token))
    }
  const blocked = [...model.tokens.values()].reduce((sum, trail) => sum + trail.blocked.length, 0)
  return (
    <div className="saw">
      <section className="pane" aria-labelledby="saw-model">
        <div className="pane-head">
          <Icon name="eye" />
          <h2 id="saw-model">{t('run.modelSaw')}</h2>
          {answer === undefined ? null : (
            <span className="badge ok" title={t('run.detectedHint')}>
              {t('run.tokensInAnswer', { count: tokensIn(answer).length })}
            </span>
          )}
          <span className="grow" />
          <span className="count">{formatBytes(sent)}</span>
        </div>
        <div className="pane-body code" tabIndex={0} role="region" aria-label={t('demo.answerRegion')}>
          <pre className="block sensitive">
            {answer === undefined ? (
              <span className="muted">
                {model.ended === undefined
                  ? t(looking ? 'run.notThen' : 'run.notYet')
                  : t(reading ? 'state.loading' : 'run.noAnswer')}
              </span>
            ) : (
              <TokenText text={answer} selected={token} onToken={onToken} />
            )}
          </pre>
        </div>
      </section>
      <div className="edge" aria-hidden="true">
        <span>{t('run.crossed', { sent: formatBytes(sent), all: formatBytes(stayed + sent) })}</span>
      </div>
      <section className="pane" aria-labelledby="saw-stayed">
        <div className="pane-head">
          <Icon name="shieldok" />
          <h2 id="saw-stayed">{t('run.stayed')}</h2>
          <span className="grow" />
          <span className="count">{formatBytes(stayed)}</span>
        </div>
        <div className="pane-body" tabIndex={0} role="region" aria-label={t('run.stayedRegion')}>
          {list.length === 0 ? (
            <p className="note pad">{t('run.noCalls')}</p>
          ) : (
            <div className="grid stay" role="table" aria-labelledby="saw-stayed">
              {list.map(([tool, sum]) => (
                <div key={tool} className={`r k-${kindOf(tool)}`} role="row">
                  <span role="cell">
                    {toolName(tool)}
                    {sum.calls > 1 ? <span className="count"> ×{formatCount(sum.calls)}</span> : null}
                  </span>
                  <span role="cell">
                    <span className="meter" aria-hidden="true">
                      <i style={{ width: `${(sum.bytes / largest) * 100}%` }} />
                    </span>
                  </span>
                  <span role="cell" className="right">
                    {formatBytes(sum.bytes)}
                  </span>
                </div>
              ))}
              {model.tokens.size === 0 ? null : (
                <div className="r k-vault" role="row">
                  <span role="cell">{t('run.valuesKept', { count: model.tokens.size })}</span>
                  <span role="cell" />
                  <span role="cell" className="right">
                    {formatCount(model.tokens.size)}
                  </span>
                </div>
              )}
            </div>
          )}
          {model.tokens.size === 0 ? null : (
            <p className="note pad">
              <Icon name="arrow" small />
              <span>
                {given.size === 0
                  ? t('run.noRealValues')
                  : [...given]
                      .map(([tool, tokens]) =>
                        t('run.realValues', { count: tokens.size, tool: toolName(tool) }),
                      )
                      .join(' ')}{' '}
                {blocked > 0 ? `${t('run.blockedValues', { count: blocked })} ` : ''}
                <a href={routeHash('run', id, { tab: 'flow' })}>{t('run.seeFlow')}</a>
              </span>
            </p>
          )}
        </div>
      </section>
    </div>
  )
})
