import { formatBytes, formatCount } from '../../pure/format.ts'
import { routeHash } from '../../state/route.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Ago } from '../../widgets/now.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'

/** Sessions of agents: what each kept and how often it ran. */
export function Sessions() {
  const sessions = useQuery('sessions.list', {}, ['runs'])
  return (
    <main id="main" className="page">
      <div className="page-in">
        <ScreenHeading>{t('screen.sessions')}</ScreenHeading>
        <QueryView query={sessions} title={t('sessions.failed')}>
          {(data) =>
            data.sessions.length === 0 ? (
              <Empty icon="clock" title={t('sessions.empty.title')}>
                <p>{t('sessions.empty.text')}</p>
              </Empty>
            ) : (
              <div className="panel">
                <div className="in">
                  <table className="plain-table">
                    <thead>
                      <tr>
                        <th scope="col">{t('sessions.session')}</th>
                        <th scope="col">{t('runs.column.client')}</th>
                        <th scope="col" className="right">
                          {t('screen.runs')}
                        </th>
                        <th scope="col" className="right">
                          {t('sessions.state')}
                        </th>
                        <th scope="col" className="right">
                          {t('sessions.lastUsed')}
                        </th>
                      </tr>
                    </thead>
                    <tbody>
                      {data.sessions.map((session) => (
                        <tr key={session.id}>
                          <td>
                            <a href={routeHash('runs', '', { filter: `session:${session.id}` })}>
                              {session.title === '' ? session.id : session.title}
                            </a>{' '}
                            <span className="faint small mono">{session.id}</span>
                          </td>
                          <td>{session.client}</td>
                          <td className="right num">{formatCount(session.runs)}</td>
                          <td className="right num">{formatBytes(session.stateBytes)}</td>
                          <td className="right muted">
                            <Ago time={session.lastUsed} />
                          </td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </div>
              </div>
            )
          }
        </QueryView>
      </div>
    </main>
  )
}
