import { toolName } from '../../pure/format.ts'
import { act } from '../../state/act.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { QueryView } from '../../widgets/states.tsx'

/** Rules about calls, each to be taken back. */
export function PolicyRules() {
  const rules = useQuery('policy.list', {})
  return (
    <section className="panel" aria-labelledby="settings-rules">
      <header>
        <h2 id="settings-rules">{t('settings.rules')}</h2>
      </header>
      <QueryView query={rules} title={t('settings.rulesFailed')} rows={3}>
        {(data) =>
          data.rules.length === 0 ? (
            <p className="in muted">{t('settings.noRules')}</p>
          ) : (
            <div className="in">
              <table className="plain-table">
                <thead>
                  <tr>
                    <th scope="col">{t('settings.client')}</th>
                    <th scope="col">{t('settings.tool')}</th>
                    <th scope="col">{t('settings.action')}</th>
                    <th scope="col">
                      <span className="vh">{t('servers.remove')}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.rules.map((rule) => {
                    const name = toolName(`${rule.server}/${rule.tool}`)
                    return (
                      <tr key={rule.id}>
                        <td>{rule.client === '*' ? t('tools.allClients') : rule.client}</td>
                        <td className="mono small">{name}</td>
                        <td>{t(`policy.${rule.action}`)}</td>
                        <td className="right">
                          <button
                            type="button"
                            className="btn ghost icon sm"
                            aria-label={t('settings.removeRule', { tool: name })}
                            title={t('settings.removeRule', { tool: name })}
                            onClick={() =>
                              act(
                                'policy.set',
                                {
                                  client: rule.client,
                                  server: rule.server,
                                  tool: rule.tool,
                                  action: 'default',
                                },
                                rules.reload,
                              )
                            }
                          >
                            <Icon name="trash" small />
                          </button>
                        </td>
                      </tr>
                    )
                  })}
                </tbody>
              </table>
            </div>
          )
        }
      </QueryView>
    </section>
  )
}
