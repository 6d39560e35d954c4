import { useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import type { Result } from '../../../src-main/contract/methods.ts'
import { host } from '../../link/host.ts'
import { toCsv } from '../../pure/csv.ts'
import { formatCount, formatDuration } from '../../pure/format.ts'
import { showKeys } from '../../pure/keys.ts'
import { announce } from '../../state/announce.ts'
import { useCommands } from '../../state/commands.ts'
import { isMac } from '../../state/platform.ts'
import { asWireError, useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { Failure, QueryView } from '../../widgets/states.tsx'
import { TokenText } from '../../widgets/token-text.tsx'

/** Rows asked for; more than anyone reads, few enough to draw. */
const rowLimit = 200
const first =
  'SELECT layer, kind, count(*) AS memories FROM memories WHERE endedAt IS NULL GROUP BY layer, kind ORDER BY memories DESC'

/** The memory's tables, read-only: for those who want to see for themselves. */
export function Tables() {
  const tables = useQuery('memory.tables', {})
  const [sql, setSql] = useState(first)
  const [answer, setAnswer] = useState<Result<'memory.query'>>()
  const [error, setError] = useState<WireError>()
  const [running, setRunning] = useState(false)
  async function run(statement: string): Promise<void> {
    if (statement.trim() === '' || running) return
    setRunning(true)
    setError(undefined)
    try {
      const result = await host.call('memory.query', { sql: statement, limit: rowLimit })
      setAnswer(result)
      announce(t('memory.sql.rows', { count: result.rows.length }))
    } catch (failure) {
      setAnswer(undefined)
      setError(asWireError(failure))
    } finally {
      setRunning(false)
    }
  }
  useCommands([
    {
      id: 'memory.sql',
      group: 'run',
      title: t('memory.sql.run'),
      icon: 'play',
      keys: ['mod+Enter'],
      run: () => void run(sql),
    },
  ])
  return (
    <div className="tables-cols">
      <section className="pane list-pane" aria-label={t('memory.sql.tables')}>
        <QueryView query={tables} title={t('memory.sql.tablesFailed')} rows={8}>
          {(data) => (
            <ul className="pane-body table-list">
              {data.tables.map((table) => (
                <li key={table.name}>
                  <button
                    type="button"
                    title={table.columns.map((column) => `${column.name} ${column.type}`).join('\n')}
                    onClick={() => {
                      const next = `SELECT * FROM "${table.name}" LIMIT 100`
                      setSql(next)
                      void run(next)
                    }}
                  >
                    <Icon name="panel" small />
                    <code className="ellip grow">{table.name}</code>
                    <span className="count">{formatCount(table.rows)}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </QueryView>
      </section>
      <section className="pane" aria-label={t('memory.sql.title')}>
        <div className="sql-box">
          <textarea
            className="input mono"
            aria-label={t('memory.sql.label')}
            spellCheck={false}
            rows={4}
            maxLength={20_000}
            value={sql}
            onChange={(event) => setSql(event.target.value)}
          />
          <div className="row">
            <button type="button" className="btn primary" disabled={running} onClick={() => void run(sql)}>
              <Icon name="play" small fill />
              {t('memory.sql.run')}
              <kbd>{showKeys('mod+Enter', isMac)}</kbd>
            </button>
            <span className="faint small grow">{t('memory.sql.hint')}</span>
            {answer === undefined ? null : (
              <>
                <span className="muted small num" role="status">
                  {t('memory.sql.took', { count: answer.rows.length, time: formatDuration(answer.ms) })}
                </span>
                <CopyButton text={toCsv(answer.columns, answer.rows)} label={t('memory.sql.csv')} />
              </>
            )}
          </div>
        </div>
        {error !== undefined ? (
          <Failure title={t('memory.sql.failed')} error={error} />
        ) : answer === undefined ? (
          <p className="pane-idle muted">{t('memory.sql.idle')}</p>
        ) : (
          <>
            <div className="pane-body" tabIndex={0} role="region" aria-label={t('memory.sql.result')}>
              <table className="plain-table dense">
                <thead>
                  <tr>
                    {answer.columns.map((column, index) => (
                      <th key={index} scope="col">
                        {column}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {answer.rows.map((row, index) => (
                    <tr key={index}>
                      {row.map((value, at) => (
                        <td key={at} className={typeof value === 'number' ? 'num right' : 'mono small'}>
                          {value === null ? (
                            <span className="faint">null</span>
                          ) : typeof value === 'number' ? (
                            value
                          ) : (
                            <span
                              className="cell sensitive"
                              title={value.length > 80 ? value.slice(0, 600) : undefined}
                            >
                              <TokenText text={value} />
                            </span>
                          )}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
              {answer.truncated ? (
                <p className="faint small pane-idle">{t('memory.sql.cut', { count: rowLimit })}</p>
              ) : null}
            </div>
            {answer.plan.length === 0 ? null : (
              <details className="sql-plan">
                <summary className="small">{t('memory.sql.plan')}</summary>
                <pre className="block code">{answer.plan.join('\n')}</pre>
              </details>
            )}
          </>
        )}
      </section>
    </div>
  )
}
