import { useEffect, useMemo, useState } from 'react'
import type { ServerRow } from '../../../src-main/contract/methods.ts'
import { host } from '../../link/host.ts'
import { formatCount, formatEstimate } from '../../pure/format.ts'
import { treeCost, treeRows } from '../../pure/tool-tree.ts'
import { announce } from '../../state/announce.ts'
import { useCommands } from '../../state/commands.ts'
import { openDraft } from '../../state/draft.ts'
import { useNotice } from '../../state/notice.ts'
import { navigate, setQuery, useRoute } from '../../state/route.ts'
import { asWireError, useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { focusFilter } from '../../widgets/filter-field.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { Sash, usePaneSize } from '../../widgets/sash.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import { ToolDetail, exampleOf } from './tool-detail.tsx'
import type { ToolTab } from './tool-detail.tsx'
import { ToolTree } from './tool-tree.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import './tools.css'

/** Every tool, what it costs, whether it is on, and the TypeScript the agent sees. */
export function Tools() {
  const tree = useQuery('catalog.tree', {}, ['catalog'])
  return (
    <QueryViewMain query={tree}>
      {(data) => <ToolsView servers={inOrder(data.servers)} reload={tree.reload} />}
    </QueryViewMain>
  )
}

const ordered = new WeakMap<readonly ServerRow[], readonly ServerRow[]>()

/** The user's own servers first; the built-in layers are always there. */
function inOrder(servers: readonly ServerRow[]): readonly ServerRow[] {
  const known = ordered.get(servers)
  if (known !== undefined) return known
  const list = [
    ...servers.filter((server) => server.kind === 'upstream'),
    ...servers.filter((server) => server.kind !== 'upstream'),
  ]
  ordered.set(servers, list)
  return list
}

function QueryViewMain({
  query,
  children,
}: {
  query: ReturnType<typeof useQuery<'catalog.tree'>>
  children: (data: { servers: ServerRow[] }) => React.ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  return (
    <main id="main" className="page">
      <ScreenHeading className="vh">{t('screen.tools')}</ScreenHeading>
      <QueryView query={query} title={t('tools.failed')} rows={14}>
        {() => null}
      </QueryView>
    </main>
  )
}

function ToolsView({ servers, reload }: { servers: readonly ServerRow[]; reload: () => void }) {
  const path = useRoute((route) => route.path)
  const search = useRoute((route) => route.query.get('q') ?? '')
  const meaning = useRoute((route) => route.query.get('by') === 'meaning')
  const [typed, setTyped] = useState(search)
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () =>
      new Set(path === '' ? servers.slice(0, 1).map((server) => server.name) : [path.split('/')[0] ?? '']),
  )
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [shownServer, setShownServer] = useState<string>()
  const [tab, setTab] = useState<ToolTab>('typescript')
  const [now] = useState(() => Date.now())
  const upFront = useQuery('savings.summary', { since: now }).data?.definitionTokens
  const treePane = usePaneSize({ id: 'tools.tree', initial: 320, min: 220, max: 560 })

  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed !== search) setQuery({ q: typed })
    }, 150)
    return () => clearTimeout(timer)
  }, [typed, search])
  const hits = useQuery(
    'catalog.search',
    meaning && search.trim() !== '' ? { query: search, limit: 50 } : null,
  )
  const only = useMemo(
    () => (hits.data === undefined ? undefined : new Set(hits.data.hits.map((hit) => hit.tool))),
    [hits.data],
  )

  // A switch shows its new state at once; the host's next tree confirms or takes it back.
  useEffect(() => setChanged(new Map()), [servers])
  const current = useMemo(
    () =>
      changed.size === 0
        ? servers
        : servers.map((server) => ({
            ...server,
            tools: server.tools.map((tool) => ({ ...tool, enabled: changed.get(tool.id) ?? tool.enabled })),
          })),
    [servers, changed],
  )
  const rows = useMemo(
    () =>
      treeRows(
        current,
        open,
        meaning ? '' : search,
        meaning && search.trim() !== '' ? (only ?? new Set()) : undefined,
      ),
    [current, open, search, meaning, only],
  )
  const cost = treeCost(current)
  const tool = current.flatMap((server) => server.tools).find((one) => one.id === path)
  const server = current.find(
    (one) => one.name === (tool === undefined ? (shownServer ?? path) : tool.id.split('/')[0]),
  )

  function enable(id: string, enabled: boolean): void {
    setChanged((old) => new Map(old).set(id, enabled))
    host.call('catalog.setEnabled', { tool: id, enabled }).then(
      () => {
        announce(t('tools.switched', { tool: id, state: enabled ? t('tools.on') : t('tools.off') }))
        reload()
      },
      (error: unknown) => {
        setChanged((old) => {
          const next = new Map(old)
          next.delete(id)
          return next
        })
        useNotice.setState({ notice: asWireError(error) })
      },
    )
  }
  function enableServer(name: string, enabled: boolean): void {
    const tools = current.find((one) => one.name === name)?.tools ?? []
    setChanged((old) => new Map([...old, ...tools.map((one) => [one.id, enabled] as const)]))
    host.call('catalog.setServerEnabled', { server: name, enabled }).then(
      () => {
        announce(t('tools.switched', { tool: name, state: enabled ? t('tools.on') : t('tools.off') }))
        reload()
      },
      (error: unknown) => {
        setChanged(new Map())
        useNotice.setState({ notice: asWireError(error) })
      },
    )
  }
  function insert(): void {
    if (tool === undefined) return
    host.call('catalog.tool', { tool: tool.id }).then(
      (detail) => {
        openDraft(exampleOf(tool, detail.inputSchema), tool.exportName)
        navigate('editor')
      },
      (error: unknown) => useNotice.setState({ notice: asWireError(error) }),
    )
  }
  useCommands([
    {
      id: 'tools.filter',
      group: 'view',
      title: t('command.filter'),
      icon: 'filter',
      keys: ['/'],
      run: focusFilter,
    },
    {
      id: 'tools.insert',
      group: 'run',
      title: t('command.insert'),
      icon: 'editor',
      keys: ['i'],
      when: () => tool !== undefined,
      run: insert,
    },
    {
      id: 'tools.try',
      group: 'run',
      title: t('command.tryTool'),
      icon: 'play',
      keys: ['t'],
      when: () => tool !== undefined,
      run: () => setTab('try'),
    },
  ])

  return (
    <main
      id="main"
      className="toolsx"
      style={{ gridTemplateColumns: `${treePane.size}px 5px minmax(0, 1fr)` }}
    >
      <section className="pane list-pane" aria-label={t('tools.list')}>
        <div className="pane-head head-48">
          <ScreenHeading>{t('screen.tools')}</ScreenHeading>
          <span className="count">{t('tools.count', { tools: cost.tools, servers: servers.length })}</span>
          <span className="grow" />
          <a className="btn sm" href="#/servers">
            <Icon name="plus" small />
            {t('tools.addServer')}
          </a>
        </div>
        <div className="tool-search">
          <div className="filter" role="search">
            <Icon name="search" />
            <input
              type="text"
              data-filter
              aria-label={t('tools.search')}
              placeholder={t('tools.searchHint')}
              value={typed}
              maxLength={300}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Escape') setTyped('')
              }}
            />
            <button
              type="button"
              className={`badge${meaning ? ' info' : ''}`}
              aria-pressed={meaning}
              title={t('tools.meaningHint')}
              onClick={() => setQuery({ by: meaning ? '' : 'meaning' })}
            >
              {t('tools.meaning')}
            </button>
          </div>
        </div>
        {servers.length === 0 ? (
          <Empty
            icon="tools"
            title={t('tools.empty.title')}
            action={
              <a className="btn primary" href="#/servers">
                {t('tools.addServer')}
              </a>
            }
          >
            <p>{t('tools.empty.text')}</p>
          </Empty>
        ) : rows.length === 0 && !(meaning && hits.loading) ? (
          <Empty
            icon="search"
            title={t('tools.none.title')}
            action={
              <button type="button" className="btn" onClick={() => setTyped('')}>
                {t('filter.clear')}
              </button>
            }
          />
        ) : (
          <ToolTree
            rows={rows}
            selected={tool?.id ?? shownServer}
            onSelect={(row) => {
              setShownServer(row.server.name)
              if (row.kind === 'tool')
                navigate('tools', row.tool.id, { q: search, by: meaning ? 'meaning' : '' })
            }}
            onToggle={(name) =>
              setOpen((old) => {
                const next = new Set(old)
                if (!next.delete(name)) next.add(name)
                return next
              })
            }
            onEnable={enable}
            onEnableServer={enableServer}
          />
        )}
        <div className="budget">
          <div className="row" title={t('tools.upFrontHint')}>
            <span className="ellip">
              {t('tools.upFront')}{' '}
              <b className="strong">{upFront === undefined ? '…' : formatEstimate(upFront)}</b>
            </span>
            <span className="muted ellip">
              {cost.on === cost.all
                ? t('tools.gross', { tokens: formatEstimate(cost.all) })
                : t('tools.grossOn', { on: formatEstimate(cost.on), all: formatEstimate(cost.all) })}
            </span>
          </div>
          <span
            className="meter"
            role="meter"
            aria-label={t('tools.upFront')}
            aria-valuemin={0}
            aria-valuemax={Math.max(1, cost.all)}
            aria-valuenow={Math.min(upFront ?? 0, Math.max(1, cost.all))}
            aria-valuetext={t('tools.meterText', {
              on: formatCount(upFront ?? 0),
              all: formatCount(cost.all),
            })}
          >
            <i
              style={{ width: `${cost.all === 0 ? 0 : Math.min(100, ((upFront ?? 0) / cost.all) * 100)}%` }}
            />
          </span>
        </div>
      </section>
      <Sash label={t('tools.sash')} pane={treePane} grows={1} />
      <ToolDetail server={server} tool={tool} onEnable={enable} onInsert={insert} tab={tab} onTab={setTab} />
    </main>
  )
}
