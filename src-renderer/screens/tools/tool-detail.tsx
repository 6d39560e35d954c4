import { useState } from 'react'
import type { ServerRow } from '../../../src-main/contract/methods.ts'
import { host } from '../../link/host.ts'
import { formatDuration, formatEstimate } from '../../pure/format.ts'
import { useNotice } from '../../state/notice.ts'
import { routeHash } from '../../state/route.ts'
import { asWireError, useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { LazyMonaco } from '../../widgets/lazy-monaco.tsx'
import { Ago } from '../../widgets/now.tsx'
import { Segmented } from '../../widgets/segmented.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import { StatusBadge } from '../../widgets/status-badge.tsx'
import { Switch } from '../../widgets/switch.tsx'
import { Tabs } from '../../widgets/tabs.tsx'

const tabs = ['typescript', 'schema', 'docs', 'example'] as const

interface ToolDetailProps {
  server: ServerRow | undefined
  tool: ServerRow['tools'][number] | undefined
  onEnable: (tool: string, enabled: boolean) => void
  onInsert: () => void
}

/** One tool: the file the agent reads, its schema, who may call it, what it did lately. */
export function ToolDetail({ server, tool, onEnable, onInsert }: ToolDetailProps) {
  const [tab, setTab] = useState<(typeof tabs)[number]>('typescript')
  const [details, setDetails] = useState(false)
  const detail = useQuery('catalog.tool', tool === undefined ? null : { tool: tool.id }, ['catalog'])
  if (tool === undefined)
    return (
      <section className="pane src" aria-label={t('tools.detail')}>
        {server === undefined ? (
          <Empty icon="tools" title={t('tools.choose.title')}>
            <p>{t('tools.choose.text')}</p>
          </Empty>
        ) : (
          <ServerSummary server={server} />
        )}
      </section>
    )
  return (
    <section className="pane src" aria-label={t('tools.detail')}>
      <div className="screen-head">
        <span className="k-tool kicon">
          <Icon name="wrench" />
        </span>
        <h2 className="tool-h ellip">{tool.id.replace('/', '.')}</h2>
        <span className="crumb ellip grow">{`/servers/${tool.id.split('/')[0] ?? ''}/${tool.file.split('/').at(-1) ?? ''}`}</span>
        <button type="button" className="btn primary" onClick={onInsert}>
          <Icon name="editor" />
          {t('tools.insert')}
        </button>
        <button
          type="button"
          className="btn icon show-narrow"
          aria-label={t('tools.details')}
          aria-expanded={details}
          onClick={() => setDetails(!details)}
        >
          <Icon name="panel" />
        </button>
      </div>
      <ServerTrouble server={server} />
      <div className={`tool-cols${details ? ' details' : ''}`}>
        <div className="pane">
          <Tabs
            label={t('tools.views')}
            items={tabs.map((id) => ({ id, label: t(`tools.tab.${id}`) }))}
            value={tab}
            onChange={setTab}
            end={
              <>
                <span className="muted small hide-narrow">
                  {t('tools.cost', { tokens: formatEstimate(tool.tokens) })}
                </span>
                <CopyButton text={detail.data?.text ?? ''} iconOnly />
              </>
            }
          >
            <QueryView query={detail} title={t('tools.toolFailed')} rows={16}>
              {(data) =>
                tab === 'typescript' ? (
                  <>
                    {data.degraded.length === 0 ? null : (
                      <div className="strip-note warn">
                        <Icon name="warn" small />
                        <span>{t('tools.degraded', { what: data.degraded.join('; ') })}</span>
                      </div>
                    )}
                    <LazyMonaco
                      key="ts"
                      value={data.text}
                      label={t('tools.source', { file: data.file })}
                      path={`file://${data.file.startsWith('/') ? '' : '/'}${data.file}`}
                      readOnly
                    />
                  </>
                ) : tab === 'schema' ? (
                  <LazyMonaco
                    key="json"
                    language="plaintext"
                    value={JSON.stringify(
                      { input: data.inputSchema, output: data.outputSchema ?? null },
                      null,
                      2,
                    )}
                    label={t('tools.tab.schema')}
                    readOnly
                  />
                ) : tab === 'docs' ? (
                  <div className="pane-body docs" tabIndex={0} role="region" aria-label={t('tools.tab.docs')}>
                    <p className="untrusted">
                      {tool.description === '' ? t('tools.noDescription') : tool.description}
                    </p>
                    <pre className="block">{data.declaration}</pre>
                  </div>
                ) : (
                  <div
                    className="pane-body docs"
                    tabIndex={0}
                    role="region"
                    aria-label={t('tools.tab.example')}
                  >
                    <pre className="block">{`import { ${tool.exportName} } from './servers/${tool.id.split('/')[0] ?? ''}'\n\nconst result = await ${tool.exportName}({})\nreturn result`}</pre>
                  </div>
                )
              }
            </QueryView>
          </Tabs>
        </div>
        <ToolInspector tool={tool} onEnable={onEnable} />
      </div>
    </section>
  )
}

function ServerTrouble({ server }: { server: ServerRow | undefined }) {
  if (
    server === undefined ||
    server.kind !== 'upstream' ||
    /^(running|ready|connected|ok)$/.test(server.state)
  )
    return null
  return (
    <div className="strip-note error" role="status">
      <Icon name="warn" small />
      <span className="grow">
        {server.name}: {server.state}. {server.detail}
      </span>
      <a className="btn sm" href={routeHash('servers')}>
        {t('tools.servers')}
      </a>
    </div>
  )
}

const actions = ['default', 'allow', 'ask', 'block'] as const

function ToolInspector({
  tool,
  onEnable,
}: {
  tool: ServerRow['tools'][number]
  onEnable: (tool: string, enabled: boolean) => void
}) {
  const rules = useQuery('policy.list', {})
  const recent = useQuery('runs.page', { limit: 8, filter: `tool:${tool.id}` }, ['runs'])
  const [server = '', ...rest] = tool.id.split('/')
  const name = rest.join('/')
  const mine =
    rules.data?.rules.filter((rule) => rule.server === server && (rule.tool === name || rule.tool === '*')) ??
    []
  const general = mine.find((rule) => rule.client === '*' && rule.tool === name)
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
            {tool.readOnly === undefined && tool.destructive === undefined ? (
              <span className="muted">{t('tools.saysNothing')}</span>
            ) : null}
          </div>
          <p className="faint small hint">{t('tools.hintsOnly')}</p>
        </div>
        <div className="section">
          <h3>{t('tools.policy')}</h3>
          <Segmented
            label={t('tools.policy')}
            items={actions.map((id) => ({ id, label: t(`policy.${id}`) }))}
            value={general?.action ?? 'default'}
            onChange={(action) => {
              host
                .call('policy.set', { client: '*', server, tool: name, action })
                .then(rules.reload, (error: unknown) => useNotice.setState({ notice: asWireError(error) }))
            }}
          />
          <p className="faint small hint">{t('tools.policyHint')}</p>
          {mine
            .filter((rule) => rule !== general)
            .map((rule) => (
              <p key={rule.id} className="small">
                {rule.client}: {t(`policy.${rule.action}`)}
              </p>
            ))}
        </div>
        <div className="section">
          <h3>{t('tools.recent')}</h3>
          {recent.data === undefined || recent.data.rows.length === 0 ? (
            <p className="muted">{recent.loading ? '' : t('tools.noRecent')}</p>
          ) : (
            <ul className="recent">
              {recent.data.rows.map((run) => (
                <li key={run.id}>
                  <StatusBadge status={run.status} plain />
                  <a className="ellip" href={routeHash('run', run.id)}>
                    {run.title}
                  </a>
                  <span className="right small">{formatDuration(run.durationMs)}</span>
                  <span className="right small muted">
                    <Ago time={run.startedAt} />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </aside>
  )
}

function ServerSummary({ server }: { server: ServerRow }) {
  return (
    <div className="page-in">
      <div className="row">
        <h2 className="big-h grow">{server.title === '' ? server.name : server.title}</h2>
        <span className="badge">{server.state}</span>
      </div>
      <p className="untrusted muted">{server.description}</p>
      {server.detail === '' ? null : <p>{server.detail}</p>}
      <dl className="dl">
        <dt>{t('servers.kind')}</dt>
        <dd>{t(`servers.kind.${server.kind}`)}</dd>
        <dt>{t('servers.tools')}</dt>
        <dd>{server.tools.length}</dd>
        {server.command === undefined ? null : (
          <>
            <dt>{t('servers.command')}</dt>
            <dd className="mono small">{server.command}</dd>
          </>
        )}
        {server.url === undefined ? null : (
          <>
            <dt>{t('servers.url')}</dt>
            <dd className="mono small">{server.url}</dd>
          </>
        )}
      </dl>
      {server.rejected.length === 0 ? null : (
        <section>
          <h3>{t('tools.rejected', { count: server.rejected.length })}</h3>
          <ul>
            {server.rejected.map((one) => (
              <li key={one.name}>
                <code>{one.name}</code> {one.reason}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
