import { flowOf, readablePath } from '../../pure/flow.ts'
import type { FlowStep } from '../../pure/flow.ts'
import { toolName } from '../../pure/format.ts'
import { useRunEvents } from '../../state/run-events.ts'
import { routeHash } from '../../state/route.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'

/** Where one token went, in a few lines, from the events of its run. */
export function DemoTrail({ run, token, answer }: { run: string; token: string; answer: string }) {
  const { model, loading } = useRunEvents(run)
  const trail = model.tokens.get(token)
  const steps = trail === undefined ? [] : flowOf(model, trail, answer)
  return (
    <div className="trail" aria-live="polite">
      <div className="row">
        <h3 className="grow">
          {t('demo.whereBefore')} <span className="tok">{token}</span> {t('demo.whereAfter')}
        </h3>
        <a className="small" href={routeHash('run', run, { tab: 'flow', token })}>
          {t('demo.openFlow')}
        </a>
      </div>
      {steps.length === 0 ? (
        <p className="muted small">{loading ? t('state.loading') : t('flow.notTraced')}</p>
      ) : (
        <ol>
          {steps.slice(0, 6).map((step, index) => (
            <li key={index}>
              <Icon name="arrow" small />
              <TrailStep step={step} />
            </li>
          ))}
        </ol>
      )}
      {steps.length > 6 ? (
        <p className="muted small">{t('demo.moreSteps', { count: steps.length - 6 })}</p>
      ) : null}
    </div>
  )
}

function TrailStep({ step }: { step: FlowStep }) {
  switch (step.step) {
    case 'read':
      return (
        <>
          <span>
            {t('flow.readBy')} <code>{step.tool === undefined ? t('flow.code') : toolName(step.tool)}</code>{' '}
            {t('flow.from')} <code>{readablePath(step.path)}</code>
          </span>
          <span className="badge">
            <Icon name="shield" />
            {t('flow.stayed')}
          </span>
        </>
      )
    case 'given':
      return (
        <>
          <span>
            {t('flow.givenTo')} <code>{toolName(step.tool)}</code> {t('flow.as')}{' '}
            <code>{readablePath(step.path)}</code>
          </span>
          <span className="badge">
            <Icon name="server" />
            {t('flow.realToTool')}
          </span>
        </>
      )
    case 'blocked':
      return (
        <>
          <span>
            {t('flow.blockedFor')} <code>{toolName(step.tool)}</code>: {step.reason}
          </span>
          <span className="badge warn">
            <Icon name="block" />
            {t('flow.blocked')}
          </span>
        </>
      )
    case 'returned':
      return (
        <>
          <span>{t('flow.returned')}</span>
          <span className="badge ok">
            <Icon name="eye" />
            {t('flow.modelSawToken')}
          </span>
        </>
      )
    case 'kept':
      return (
        <>
          <span>{t('flow.kept')}</span>
          <span className="badge">
            <Icon name="shield" />
            {t('flow.stayed')}
          </span>
        </>
      )
  }
}
