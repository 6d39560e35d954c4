import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { formatTime } from '../../pure/format.ts'
import { useCommands } from '../../state/commands.ts'
import { setQuery, useRoute } from '../../state/route.ts'
import { useQuery } from '../../state/use-query.ts'
import type { Query } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { focusFilter } from '../../widgets/filter-field.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { Segmented } from '../../widgets/segmented.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import './logs.css'

const levels = ['all', 'info', 'warn', 'error'] as const
type Level = (typeof levels)[number]
const weight: Record<string, number> = { debug: 0, info: 1, warn: 2, error: 3 }
/** Milliseconds between two readings while following. */
const followMs = 2000
const mostLines = 2000

interface Line {
  at: number
  level: string
  message: string
  data: string
}

/** What Athena and its servers wrote: for finding out what went wrong. Personal values are not in it. */
export function Logs() {
  const source = useRoute((route) => route.query.get('of') ?? '')
  const level: Level = useRoute((route) => levels.find((one) => one === route.query.get('level')) ?? 'all')
  const [text, setText] = useState('')
  const [follow, setFollow] = useState(true)
  const tree = useQuery('catalog.tree', {}, ['catalog'])
  const own = useQuery('logs.page', source === '' ? { limit: mostLines } : null)
  const server = useQuery('servers.log', source === '' ? null : { name: source })
  const reload = source === '' ? own.reload : server.reload
  useEffect(() => {
    if (!follow) return
    const timer = setInterval(reload, followMs)
    return () => clearInterval(timer)
  }, [follow, reload])
  const all = useMemo((): readonly Line[] => {
    if (source === '') return own.data?.lines ?? []
    return (server.data?.lines ?? []).map((message) => ({ at: 0, level: 'info', message, data: '' }))
  }, [source, own.data, server.data])
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const lines = all.filter(
    (line) =>
      (level === 'all' || (weight[line.level] ?? 1) >= (weight[level] ?? 0)) &&
      words.every((word) => `${line.message} ${line.data}`.toLowerCase().includes(word)),
  )
  const servers = tree.data?.servers.filter((one) => one.kind === 'upstream') ?? []
  useCommands([
    {
      id: 'logs.filter',
      group: 'view',
      title: t('command.filter'),
      icon: 'filter',
      keys: ['/', 'mod+f'],
      run: focusFilter,
    },
    { id: 'logs.follow', group: 'view', title: t('logs.follow'), keys: ['l'], run: () => setFollow(!follow) },
  ])
  const query: Query<unknown> = source === '' ? own : server
  return (
    <main id="main" className="logsx">
      <div className="screen-head">
        <ScreenHeading>{t('screen.logs')}</ScreenHeading>
        <span className="faint small ellip grow">{own.data?.folder ?? ''}</span>
        <button type="button" className="btn sm" aria-pressed={follow} onClick={() => setFollow(!follow)}>
          {follow ? <span className="live" /> : <Icon name="pause" small />}
          {follow ? t('logs.following') : t('logs.follow')}
        </button>
        <CopyButton text={lines.map(asText).join('\n')} label={t('logs.copy')} />
      </div>
      <div className="bar2 logs-bar" role="search">
        <label className="row">
          <span className="vh">{t('logs.source')}</span>
          <select className="input" value={source} onChange={(event) => setQuery({ of: event.target.value })}>
            <option value="">Athena</option>
            {servers.map((one) => (
              <option key={one.name} value={one.name}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <Segmented
          label={t('logs.level')}
          items={levels.map((id) => ({ id, label: t(`logs.level.${id}`) }))}
          value={level}
          onChange={(next) => setQuery({ level: next === 'all' ? '' : next })}
        />
        <div className="filter grow">
          <Icon name="search" />
          <input
            type="text"
            data-filter
            aria-label={t('logs.search')}
            placeholder={t('logs.search')}
            value={text}
            maxLength={300}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setText('')
            }}
          />
        </div>
        <span className="count" role="status">
          {t('logs.count', { shown: lines.length, count: all.length })}
        </span>
      </div>
      <QueryView query={query} title={t('logs.failed')} rows={16}>
        {() =>
          lines.length > 0 ? (
            <LogList lines={lines} follow={follow} />
          ) : all.length > 0 ? (
            <Empty
              icon="search"
              title={t('logs.none')}
              action={
                <button
                  type="button"
                  className="btn"
                  onClick={() => {
                    setText('')
                    setQuery({ level: '' })
                  }}
                >
                  {t('filter.clear')}
                </button>
              }
            />
          ) : (
            <Empty icon="log" title={t('logs.empty')}>
              <p>{t('logs.emptyText')}</p>
            </Empty>
          )
        }
      </QueryView>
    </main>
  )
}

function asText(line: Line): string {
  return [line.at === 0 ? '' : new Date(line.at).toISOString(), line.level, line.message, line.data]
    .filter(Boolean)
    .join(' ')
}

function LogList({ lines, follow }: { lines: readonly Line[]; follow: boolean }) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 24,
    overscan: 20,
  })
  useEffect(() => {
    if (follow) virtual.scrollToIndex(lines.length - 1)
  }, [follow, lines.length])
  return (
    <div
      className="pane-body code"
      ref={scroller}
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label={t('screen.logs')}
    >
      <div className="virtual" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index]
          if (line === undefined) return null
          return (
            <div
              key={item.key}
              data-index={item.index}
              ref={virtual.measureElement}
              className={`log-line ${line.level}`}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <span className="faint" title={line.at === 0 ? undefined : formatTime(line.at)}>
                {line.at === 0 ? '' : new Date(line.at).toLocaleTimeString('en', { hour12: false })}
              </span>
              <span className="log-level">{line.level}</span>
              <span className="log-text">
                {line.message} <span className="faint">{line.data}</span>
              </span>
            </div>
          )
        })}
      </div>
    </div>
  )
}
