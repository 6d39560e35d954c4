import type { ServerRow } from '../../../src-main/contract/methods.ts'
import { act } from '../../state/act.ts'
import { useHostInfo } from '../../state/host-info.ts'
import { routeHash } from '../../state/route.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { Segmented } from '../../widgets/segmented.tsx'
import { Switch } from '../../widgets/switch.tsx'
import { ToolOverride } from './tool-override.tsx'
import { ToolUse } from './tool-use.tsx'

const actions = ['default', 'allow', 'ask', 'block'] as const

/** Whether the tool is on, what its server says of it, who may call it, and what it did. */
export function ToolInspector({
  tool,
  own,
  onEnable,
}: {
  tool: ServerRow['tools'][number]
  /** What the server itself calls it and says of it. */
  own: { exportName: string; description: string } | undefined
  onEnable: (tool: string, enabled: boolean) => void
}) {
  const rules = useQuery('policy.list', {})
  const usage = useQuery('catalog.usage', { tool: tool.id }, ['runs'])
  const clients = useHostInfo((state) => state.info?.clients)
  const [server = '', ...rest] = tool.id.split('/')
  const name = rest.join('/')
  const mine = rules.data?.rules.filter((rule) => rule.server === server) ?? []
  const ruleOf = (client: string) => mine.find((rule) => rule.client === client && rule.tool === name)
  const whole = mine.find((rule) => rule.tool === '*' && rule.client === '*')
  const callers = [
    '*',
    ...new Set([
      ...(clients ?? []).map((client) => client.name),
      ...mine.filter((rule) => rule.tool === name && rule.client !== '*').map((rule) => rule.client),
    ]),
  ]
  return (
    <aside className="pane inspector" aria-label={t('tools.inspector')}>
      <div className="pane-head">
        <h2 className="grow">{t('tools.details')}</h2>
        <span className="small">{tool.enabled ? t('tools.on') : t('tools.off')}</span>
        <Switch
          label={t('tools.switch', { tool: tool.exportName })}
          on={tool.enabled}
          onChange={(on) => onEnable(tool.id, on)}
        />
      </div>
      <div className="pane-body">
        <div className="section">
          <h3>{t('tools.says')}</h3>
          <div className="ann">
            {tool.readOnly === true ? (
              <span className="badge">
                <Icon name="eye" />
                {t('tools.readOnly')}
              </span>
            ) : null}
            {tool.destructive === true ? (
              <span className="badge warn">
                <Icon name="warn" />
                {t('tools.destructive')}
              </span>
            ) : null}
            {tool.idempotent === true ? (
              <span className="badge">
                <Icon name="rerun" />
                {t('tools.idempotent')}
              </span>
            ) : null}
            {tool.openWorld === true ? (
              <span className="badge">
                <Icon name="connect" />
                {t('tools.openWorld')}
              </span>
            ) : null}
            {tool.readOnly !== true &&
            tool.destructive !== true &&
            tool.idempotent !== true &&
            tool.openWorld !== true ? (
              <span className="muted">{t('tools.saysNothing')}</span>
            ) : null}
          </div>
          <p className="faint small hint">{t('tools.hintsOnly')}</p>
        </div>
        <div className="section">
          <h3>{t('tools.policy')}</h3>
          <ul className="who">
            {callers.map((client) => (
              <li key={client}>
                <span className="ellip" title={client}>
                  {client === '*' ? t('tools.allClients') : client}
                </span>
                <Segmented
                  label={t('tools.policyOf', { client: client === '*' ? t('tools.allClients') : client })}
                  items={actions.map((id) => ({ id, label: t(`policy.${id}`) }))}
                  value={ruleOf(client)?.action ?? 'default'}
                  onChange={(action) =>
                    act('policy.set', { client, server, tool: name, action }, rules.reload)
                  }
                />
              </li>
            ))}
          </ul>
          {whole === undefined ? null : (
            <p className="small">{t('tools.wholeServer', { action: t(`policy.${whole.action}`) })}</p>
          )}
          <p className="faint small hint">{t('tools.policyHint')}</p>
        </div>
        <div className="section">
          <h3>{t('tools.personal')}</h3>
          <p className="small muted">{t('tools.personalText')}</p>
          <a className="small" href={routeHash('vault')}>
            {t('tools.personalRules')}
          </a>
        </div>
        <ToolUse usage={usage} />
        <ToolOverride tool={tool} own={own} />
      </div>
    </aside>
  )
}
