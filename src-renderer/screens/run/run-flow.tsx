import { useId, useMemo, useState } from 'react'
import { flowOf, readablePath, waysOf } from '../../pure/flow.ts'
import type { FlowStep } from '../../pure/flow.ts'
import { formatDuration, toolName } from '../../pure/format.ts'
import type { RunModel } from '../../pure/run-fold.ts'
import { tokensIn } from '../../pure/vault-tokens.ts'
import { t } from '../../text/t.ts'
import { FlowPicture } from '../../widgets/flow-picture.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { Empty } from '../../widgets/states.tsx'

/** Tokens whose sentences are written out at first, and how many more at a time. */
const sentencesAtOnce = 60

interface RunFlowProps {
  model: RunModel
  /** Says when the model, which grows in place, has changed. */
  version: number
  answer: string | undefined
  token: string | undefined
  onToken: (token: string | undefined) => void
  onCall: (call: string) => void
}

/** Where each value went: as a picture, and as sentences, which are the accessible and printable form. */
export function RunFlow({ model, version, answer, token, onToken }: RunFlowProps) {
  const sentences = useId()
  const [most, setMost] = useState(sentencesAtOnce)
  const trails = [...model.tokens.values()]
  const shown = token === undefined ? trails : trails.filter((trail) => trail.token === token)
  const ways = useMemo(() => waysOf(model, answer, token), [model, version, answer, token])
  if (trails.length === 0)
    return (
      <Empty icon="shield" title={t('flow.empty.title')}>
        <p>{t('flow.empty.text')}</p>
      </Empty>
    )
  return (
    <div className="pane-body flow-tab" tabIndex={0} role="region" aria-label={t('run.tab.flow')}>
      <div className="strip-note flow-sum">
        <span className="badge ok">
          <Icon name="eye" small />
          {t('flow.modelSaw', { count: answer === undefined ? 0 : tokensIn(answer).length })}
        </span>
        <span className="grow">
          {token === undefined ? (
            ''
          ) : (
            <>
              {t('flow.only')} <span className="tok on">{token}</span>
            </>
          )}
        </span>
        {token === undefined ? null : (
          <button type="button" className="btn sm" onClick={() => onToken(undefined)}>
            {t('flow.all', { count: trails.length })}
          </button>
        )}
      </div>
      {shown.length === 0 ? (
        <p className="note pad">{t('flow.notTraced')}</p>
      ) : (
        <FlowPicture
          ways={ways}
          byKind={token === undefined && trails.length > 8}
          describedBy={sentences}
          onToken={onToken}
        />
      )}
      <ol className="flow-list" id={sentences}>
        {shown.slice(0, most).map((trail) => (
          <li key={trail.token}>
            <button
              type="button"
              className="tok"
              aria-pressed={trail.token === token}
              onClick={() => onToken(trail.token)}
            >
              {trail.token}
            </button>
            <ol>
              {flowOf(model, trail, answer)
                .slice(0, 40)
                .map((step, index) => (
                  <li key={index}>
                    <time>{step.step === 'kept' ? '' : formatDuration(step.t)}</time>
                    <Sentence step={step} first={index === 0} />
                  </li>
                ))}
            </ol>
          </li>
        ))}
      </ol>
      {shown.length > most ? (
        <p className="pad">
          <button type="button" className="btn sm" onClick={() => setMost(most + 200)}>
            {t('flow.more', { count: shown.length - most })}
          </button>
        </p>
      ) : null}
    </div>
  )
}

function Sentence({ step, first }: { step: FlowStep; first: boolean }) {
  switch (step.step) {
    case 'read':
      return (
        <p>
          {t('flow.readBy')} <b>{step.tool === undefined ? t('flow.code') : toolName(step.tool)}</b>{' '}
          {t('flow.from')} <code>{readablePath(step.path)}</code>. {first ? t('flow.becameToken') : ''}
        </p>
      )
    case 'given':
      return (
        <p>
          {step.line === undefined ? t('flow.codeGave') : t('flow.lineGave', { line: step.line })}{' '}
          <b>{toolName(step.tool)}</b> {t('flow.as')} <code>{readablePath(step.path)}</code>.{' '}
          {t('flow.gotReal')}
        </p>
      )
    case 'blocked':
      return (
        <p>
          <span className="badge warn">
            <Icon name="block" />
            {t('flow.blocked')}
          </span>{' '}
          {t('flow.blockedFor')} <b>{toolName(step.tool)}</b>: {step.reason}
        </p>
      )
    case 'returned':
      return (
        <p>
          {t('flow.returned')} <b>{t('flow.modelSawToken')}</b>.
        </p>
      )
    case 'kept':
      return <p>{t('flow.kept')}</p>
  }
}
