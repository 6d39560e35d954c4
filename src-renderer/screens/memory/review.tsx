import { useEffect, useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import { host } from '../../link/host.ts'
import { formatCount } from '../../pure/format.ts'
import { asWireError } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { Empty, Failure, Loading, QueryView } from '../../widgets/states.tsx'
import { TokenText } from '../../widgets/token-text.tsx'
import { useUndo } from './undo.ts'
import { useMemory, writeMemory } from './use-memory.ts'

interface Proposal {
  id: string
  kind: 'merge' | 'promote' | 'archive'
  evidence: string[]
  effect: string
  likeness?: number
}

interface ToCheck {
  id: string
  layer: string
  content: string
  reason: string
  prompt: string
}

/** What could be condensed, to accept or reject, and what should be confirmed. Nothing is changed without the user. */
export function Review() {
  const queue = useMemory<ToCheck[]>('consolidation/review_queue', { limit: 20 })
  const [found, setFound] = useState<{ proposals: Proposal[]; scanned: number }>()
  const [error, setError] = useState<WireError>()
  const [since, setSince] = useState<number>()
  const undo = useUndo((state) => state.last)
  async function look(): Promise<void> {
    setSince(Date.now())
    setError(undefined)
    try {
      const { value } = await host.call('memory.call', {
        operation: 'consolidation/propose',
        args: { limit: 50 },
      })
      setFound(value as { proposals: Proposal[]; scanned: number })
    } catch (failure) {
      setError(asWireError(failure))
    } finally {
      setSince(undefined)
    }
  }
  useEffect(() => void look(), [])
  useEffect(() => {
    if (undo !== undefined) queue.reload()
  }, [undo])
  async function decide(ids: string[], decision: 'accept' | 'reject'): Promise<void> {
    const done = await writeMemory(
      'consolidation/apply',
      { ids, decision },
      t(`memory.review.${decision}ed`, { count: ids.length }),
    )
    if (done !== undefined) await look()
  }
  const proposals = found?.proposals ?? []
  return (
    <div className="pane-body" tabIndex={0} role="region" aria-label={t('memory.tab.review')}>
      <div className="page-in">
        <section className="panel" aria-labelledby="review-proposals">
          <header>
            <h2 id="review-proposals">{t('memory.review.title')}</h2>
            <span className="count">{formatCount(proposals.length)}</span>
            <span className="grow" />
            {proposals.length > 1 ? (
              <button
                type="button"
                className="btn sm"
                onClick={() =>
                  void decide(
                    proposals.map((one) => one.id),
                    'accept',
                  )
                }
              >
                {t('memory.review.acceptAll')}
              </button>
            ) : null}
            <button
              type="button"
              className="btn sm"
              disabled={since !== undefined}
              onClick={() => void look()}
            >
              <Icon name="rerun" small />
              {t('memory.review.again')}
            </button>
          </header>
          {error !== undefined ? (
            <Failure title={t('memory.review.failed')} error={error} retry={() => void look()} />
          ) : found === undefined ? (
            <Loading since={since ?? Date.now()} rows={3} label={t('memory.review.looking')} />
          ) : proposals.length === 0 ? (
            <Empty icon="check" title={t('memory.review.none')}>
              <p>{t('memory.review.noneText', { count: found.scanned })}</p>
            </Empty>
          ) : (
            <ul className="proposals">
              {proposals.map((one) => (
                <li key={one.id}>
                  <div className="row">
                    <span className="badge info">{t(`memory.review.${one.kind}`)}</span>
                    <span className="grow">{one.effect}</span>
                    {one.likeness === undefined ? null : (
                      <span className="faint small num">
                        {t('memory.review.likeness', { share: Math.round(one.likeness * 100) })}
                      </span>
                    )}
                    <button type="button" className="btn sm" onClick={() => void decide([one.id], 'accept')}>
                      {t('memory.review.accept')}
                    </button>
                    <button
                      type="button"
                      className="btn ghost sm"
                      onClick={() => void decide([one.id], 'reject')}
                    >
                      {t('memory.review.reject')}
                    </button>
                  </div>
                  <ul className="evidence">
                    {one.evidence.slice(0, 5).map((text, index) => (
                      <li key={index} className="sensitive">
                        <TokenText text={text} />
                      </li>
                    ))}
                  </ul>
                </li>
              ))}
            </ul>
          )}
        </section>
        <section className="panel" aria-labelledby="review-check">
          <header>
            <h2 id="review-check">{t('memory.review.check')}</h2>
          </header>
          <QueryView query={queue} title={t('memory.review.failed')} rows={3}>
            {(list) =>
              list.length === 0 ? (
                <p className="in muted">{t('memory.review.checkNone')}</p>
              ) : (
                <ul className="proposals">
                  {list.map((one) => (
                    <li key={one.id} className="row">
                      <span className="grow sensitive">
                        <TokenText text={one.content} />
                        <span className="faint small block-line">{one.reason}</span>
                      </span>
                      {one.layer === 'semantic' ? (
                        <button
                          type="button"
                          className="btn sm"
                          onClick={() =>
                            void writeMemory(
                              'semantic/verify',
                              { id: one.id, outcome: 'confirmed' },
                              t('memory.review.confirmed'),
                            )
                          }
                        >
                          {t('memory.review.confirm')}
                        </button>
                      ) : null}
                    </li>
                  ))}
                </ul>
              )
            }
          </QueryView>
        </section>
      </div>
    </div>
  )
}
