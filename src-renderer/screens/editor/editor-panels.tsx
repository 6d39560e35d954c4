import type { RunLimits } from '../../../src-main/contract/events.ts'
import { formatBytes, formatDuration } from '../../pure/format.ts'
import type { RunModel } from '../../pure/run-fold.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { Empty } from '../../widgets/states.tsx'
import { TokenText } from '../../widgets/token-text.tsx'

interface Problem {
  severity: 'error' | 'note'
  rule: string
  message: string
  line: number
  column: number
  suggestion?: string | undefined
}

/** Findings of the checker; choosing one goes to its place. */
export function ProblemsPanel({
  problems,
  checkedMs,
  onGo,
}: {
  problems: readonly Problem[]
  checkedMs: number | undefined
  onGo: (line: number, column: number) => void
}) {
  if (problems.length === 0)
    return (
      <Empty icon="check" title={t('editor.noProblems')}>
        {checkedMs === undefined ? undefined : (
          <p>{t('editor.checked', { time: formatDuration(checkedMs) })}</p>
        )}
      </Empty>
    )
  return (
    <ul className="pane-body problems" aria-label={t('editor.tab.problems')}>
      {problems.map((problem, index) => (
        <li key={index}>
          <button type="button" onClick={() => onGo(problem.line, problem.column)}>
            <span className={problem.severity === 'error' ? 'error-text' : 'muted'}>
              <Icon name={problem.severity === 'error' ? 'x' : 'info'} small />
              <span className="vh">{t(problem.severity === 'error' ? 'editor.error' : 'editor.note')}</span>
            </span>
            <span>
              {problem.message}
              {problem.suggestion === undefined ? null : (
                <span className="muted block-line">{problem.suggestion}</span>
              )}
            </span>
            <span className="faint small">
              {problem.rule} {problem.line}:{problem.column}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** What the code printed. */
export function ConsolePanel({ model, onGo }: { model: RunModel; onGo?: (line: number) => void }) {
  if (model.logs.length === 0)
    return (
      <Empty icon="log" title={t('run.noLogs')}>
        <p>{t('run.noLogsText')}</p>
      </Empty>
    )
  const shown = model.logs.slice(-500)
  return (
    <div
      className="pane-body code console"
      role="log"
      aria-live="off"
      tabIndex={0}
      aria-label={t('editor.tab.console')}
    >
      {shown.length < model.logs.length ? (
        <p className="faint">{t('editor.lastLogs', { count: shown.length })}</p>
      ) : null}
      {shown.map((log, index) => (
        <div key={index} className={`console-line ${log.level}`}>
          {log.line === undefined || onGo === undefined ? (
            <span className="faint">{log.line ?? ''}</span>
          ) : (
            <button
              type="button"
              className="line-go faint"
              aria-label={t('run.line', { line: log.line })}
              onClick={() => onGo(log.line ?? 1)}
            >
              {log.line}
            </button>
          )}
          <span className="log-text sensitive">
            <TokenText text={log.text.slice(0, 5000)} />
          </span>
        </div>
      ))}
    </div>
  )
}

/** What a run may use. */
export function LimitsPanel({
  minutes,
  onMinutes,
  limits,
}: {
  minutes: number
  onMinutes: (minutes: number) => void
  limits: RunLimits | undefined
}) {
  return (
    <div className="pane-body" tabIndex={0} role="region" aria-label={t('editor.tab.limits')}>
      <div className="section">
        <label className="field">
          <span>{t('editor.minutes')}</span>
          <input
            className="input"
            type="number"
            min={1}
            max={30}
            value={minutes}
            onChange={(event) => onMinutes(Math.min(30, Math.max(1, Number(event.target.value) || 1)))}
          />
        </label>
        <p className="faint small hint">{t('editor.network')}</p>
      </div>
      {limits === undefined ? null : (
        <div className="section">
          <h3>{t('editor.lastLimits')}</h3>
          <dl className="dl limits">
            <dt>{t('limits.cpu')}</dt>
            <dd>{formatDuration(limits.cpuMs)}</dd>
            <dt>{t('limits.wall')}</dt>
            <dd>{formatDuration(limits.wallMs)}</dd>
            <dt>{t('limits.memory')}</dt>
            <dd>{limits.memoryMb} MB</dd>
            <dt>{t('limits.calls')}</dt>
            <dd>{limits.maxCalls}</dd>
            <dt>{t('limits.together')}</dt>
            <dd>{limits.concurrentCalls}</dd>
            <dt>{t('limits.call')}</dt>
            <dd>{formatDuration(limits.callMs)}</dd>
            <dt>{t('limits.result')}</dt>
            <dd>{formatBytes(limits.resultBytes)}</dd>
            <dt>{t('limits.logs')}</dt>
            <dd>{formatBytes(limits.logBytes)}</dd>
          </dl>
        </div>
      )}
    </div>
  )
}
