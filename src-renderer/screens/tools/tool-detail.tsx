import { useState } from 'react'
import type { ServerRow } from '../../../src-main/contract/methods.ts'
import { formatEstimate } from '../../pure/format.ts'
import { toLiteral } from '../../pure/loose-json.ts'
import { exampleValue, formFields } from '../../pure/schema-form.ts'
import { routeHash } from '../../state/route.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { CodeView } from '../../widgets/code-view.tsx'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { LazyMonaco } from '../../widgets/lazy-monaco.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import { Tabs } from '../../widgets/tabs.tsx'
import { ChangedTool } from './changed-tool.tsx'
import { FieldTable } from './field-table.tsx'
import { ToolInspector } from './tool-inspector.tsx'
import { TryTool } from './try-tool.tsx'
import { Untrusted } from './untrusted.tsx'

const tabs = ['typescript', 'schema', 'docs', 'example', 'try'] as const
export type ToolTab = (typeof tabs)[number]

interface ToolDetailProps {
  server: ServerRow | undefined
  tool: ServerRow['tools'][number] | undefined
  onEnable: (tool: string, enabled: boolean) => void
  onInsert: () => void
  tab: ToolTab
  onTab: (tab: ToolTab) => void
}

/** One tool: the file the agent reads, its schema, who may call it, what it did lately. */
export function ToolDetail({ server, tool, onEnable, onInsert, tab, onTab }: ToolDetailProps) {
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
        <button type="button" className="btn" onClick={onInsert} title={t('tools.insertHint')}>
          <Icon name="editor" />
          {t('tools.insert')}
          <kbd>I</kbd>
        </button>
        <button type="button" className="btn primary" onClick={() => onTab('try')}>
          <Icon name="play" small fill />
          {t('tools.try')}
          <kbd>T</kbd>
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
      {tool.changed === true && server !== undefined ? (
        <ChangedTool key={tool.id} server={server.name} tool={tool.name} onAccepted={detail.reload} />
      ) : null}
      <div className={`tool-cols${details ? ' details' : ''}`}>
        <div className="pane">
          <Tabs
            label={t('tools.views')}
            items={tabs.map((id) => ({ id, label: t(`tools.tab.${id}`) }))}
            value={tab}
            onChange={onTab}
            end={
              <>
                <span className="muted small hide-narrow ellip">
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
                    <Untrusted text={tool.description === '' ? t('tools.noDescription') : tool.description} />
                    {data.own.description === tool.description ? null : (
                      <section aria-label={t('tools.ownDescription')}>
                        <h3>{t('tools.ownDescription')}</h3>
                        <Untrusted text={data.own.description} />
                      </section>
                    )}
                    <FieldTable schema={data.inputSchema} />
                    <h3>{t('tools.declaration')}</h3>
                    <pre className="block">{data.declaration}</pre>
                  </div>
                ) : tab === 'example' ? (
                  <CodeView code={exampleOf(tool, data.inputSchema)} label={t('tools.tab.example')} />
                ) : (
                  <TryTool key={tool.id} tool={tool} schema={data.inputSchema} />
                )
              }
            </QueryView>
          </Tabs>
        </div>
        <ToolInspector key={tool.id} tool={tool} own={detail.data?.own} onEnable={onEnable} />
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

/** A whole script that calls the tool with the least it takes. */
export function exampleOf(tool: ServerRow['tools'][number], schema: unknown): string {
  const value = exampleValue(formFields(schema))
  const argument = Object.keys(value).length === 0 ? '' : toLiteral(value)
  return `import { ${tool.exportName} } from './servers/${tool.id.split('/')[0] ?? ''}'\n\nconst result = await ${tool.exportName}(${argument})\nreturn result\n`
}

function ServerSummary({ server }: { server: ServerRow }) {
  return (
    <div className="page-in">
      <div className="row">
        <h2 className="big-h grow">{server.title === '' ? server.name : server.title}</h2>
        <span className="badge">{server.state}</span>
      </div>
      <Untrusted text={server.description} />
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
