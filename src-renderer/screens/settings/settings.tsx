import { act } from '../../state/act.ts'
import { useHostInfo } from '../../state/host-info.ts'
import { usePreferences } from '../../state/preferences.ts'
import type { Theme } from '../../state/preferences.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Segmented } from '../../widgets/segmented.tsx'
import { QueryView } from '../../widgets/states.tsx'
import { Switch } from '../../widgets/switch.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { OwnValues } from './own-values.tsx'
import './settings.css'

const themes: readonly Theme[] = ['system', 'light', 'dark']

/** Choices of this page, and what the host is and where it keeps its data. */
export function Settings() {
  const preferences = usePreferences()
  const info = useHostInfo((state) => state.info)
  const rules = useQuery('policy.list', {})
  return (
    <main id="main" className="page">
      <div className="page-in">
        <ScreenHeading>{t('screen.settings')}</ScreenHeading>
        <section className="panel" aria-labelledby="settings-look">
          <header>
            <h2 id="settings-look">{t('settings.look')}</h2>
          </header>
          <div className="in setting">
            <span>{t('settings.theme')}</span>
            <Segmented
              label={t('settings.theme')}
              items={themes.map((id) => ({ id, label: t(`theme.${id}`) }))}
              value={preferences.theme}
              onChange={(theme) => usePreferences.setState({ theme })}
            />
          </div>
          <div className="in setting">
            <span>
              {t('settings.letterKeys')}
              <small className="muted block-line">{t('settings.letterKeysHint')}</small>
            </span>
            <Switch
              label={t('settings.letterKeys')}
              on={preferences.letterKeys}
              onChange={(letterKeys) => usePreferences.setState({ letterKeys })}
            />
          </div>
          <div className="in setting">
            <span>
              {t('app.hideSensitive')}
              <small className="muted block-line">{t('app.hideSensitiveHint')}</small>
            </span>
            <Switch
              label={t('app.hideSensitive')}
              on={preferences.hideSensitive}
              onChange={(hideSensitive) => usePreferences.setState({ hideSensitive })}
            />
          </div>
        </section>
        {info === undefined ? null : (
          <section className="panel" aria-labelledby="settings-host">
            <header>
              <h2 id="settings-host">{t('settings.host')}</h2>
            </header>
            <div className="in">
              <dl className="dl wide-dl">
                <dt>{t('settings.version')}</dt>
                <dd>{info.version}</dd>
                <dt>{t('settings.data')}</dt>
                <dd className="mono small">{info.dataFolder}</dd>
                <dt>{t('settings.mcp')}</dt>
                <dd className="mono small">{info.mcpUrl}</dd>
                <dt>{t('settings.level')}</dt>
                <dd>
                  {info.level}
                  {info.levelReason === undefined ? '' : `: ${info.levelReason}`}
                </dd>
                <dt>{t('settings.keys')}</dt>
                <dd>{info.keyProtection}</dd>
              </dl>
            </div>
          </section>
        )}
        {info === undefined ? null : (
          <section className="panel" aria-labelledby="settings-network">
            <header>
              <h2 id="settings-network">{t('settings.network')}</h2>
            </header>
            <div className="in setting">
              <span>
                {t('settings.localOnly')}
                <small className="muted block-line">{t('settings.localOnlyHint')}</small>
              </span>
              <Switch
                label={t('settings.localOnly')}
                on={info.localOnly}
                onChange={(value) => act('settings.set', { name: 'network.localOnly', value })}
              />
            </div>
          </section>
        )}
        <OwnValues />
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
                        <th scope="col">{t('runs.column.client')}</th>
                        <th scope="col">{t('settings.tool')}</th>
                        <th scope="col">{t('settings.action')}</th>
                      </tr>
                    </thead>
                    <tbody>
                      {data.rules.map((rule) => (
                        <tr key={rule.id}>
                          <td>{rule.client}</td>
                          <td className="mono small">
                            {rule.server}/{rule.tool}
                          </td>
                          <td>{t(`policy.${rule.action}`)}</td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </div>
              )
            }
          </QueryView>
        </section>
      </div>
    </main>
  )
}
