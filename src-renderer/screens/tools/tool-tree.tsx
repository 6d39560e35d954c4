import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { formatEstimate } from '../../pure/format.ts'
import type { TreeRow } from '../../pure/tool-tree.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { Switch } from '../../widgets/switch.tsx'

interface ToolTreeProps {
  rows: readonly TreeRow[]
  selected: string | undefined
  onSelect: (row: TreeRow) => void
  onToggle: (server: string) => void
  onEnable: (tool: string, enabled: boolean) => void
  onEnableServer: (server: string, enabled: boolean) => void
}

/** The tools as the agent's tree of files (WAI-ARIA tree; arrows open and close, Space switches). */
export function ToolTree({ rows, selected, onSelect, onToggle, onEnable, onEnableServer }: ToolTreeProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 28,
    overscan: 12,
  })
  // Keys act on the row that has the focus; what is shown beside the tree is another matter.
  const [active, setActive] = useState<string>()
  const found = rows.findIndex((row) => row.id === (active ?? selected))
  const at =
    found === -1
      ? Math.max(
          0,
          rows.findIndex((row) => row.id === selected),
        )
      : found
  function focus(index: number): void {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)]
    if (row === undefined) return
    setActive(row.id)
    onSelect(row)
    virtual.scrollToIndex(rows.indexOf(row))
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.id)}"]`)?.focus(),
    )
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const row = rows[at]
    const act = (): boolean => {
      switch (event.key) {
        case 'ArrowDown':
        case 'j':
          focus(at + 1)
          return true
        case 'ArrowUp':
        case 'k':
          focus(at - 1)
          return true
        case 'Home':
          focus(0)
          return true
        case 'End':
          focus(rows.length - 1)
          return true
        case 'ArrowRight':
          if (row?.kind === 'server') {
            if (row.expanded) focus(at + 1)
            else onToggle(row.id)
          }
          return true
        case 'ArrowLeft':
          if (row?.kind === 'server' && row.expanded) onToggle(row.id)
          else if (row?.kind === 'tool') focus(rows.findIndex((one) => one.id === row.server.name))
          return true
        case 'Enter':
          if (row?.kind === 'server') onToggle(row.id)
          else if (row !== undefined) onSelect(row)
          return true
        case ' ':
          if (row?.kind === 'tool') onEnable(row.tool.id, !row.tool.enabled)
          else if (row !== undefined) onEnableServer(row.id, !row.server.tools.every((tool) => tool.enabled))
          return row !== undefined
        default:
          return false
      }
    }
    if (act()) {
      event.preventDefault()
      event.stopPropagation()
    }
  }
  return (
    <div className="pane-body" ref={scroller}>
      <div
        className="tree virtual"
        role="tree"
        aria-label={t('tools.tree')}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          const common = {
            role: 'treeitem',
            'data-row': row.id,
            'aria-posinset': row.position,
            'aria-setsize': row.siblings,
            'aria-selected': row.id === selected,
            tabIndex: item.index === at ? 0 : -1,
            onFocus: () => setActive(row.id),
            style: { transform: `translateY(${item.start}px)` },
          } as const
          if (row.kind === 'server') {
            const on = row.server.tools.filter((tool) => tool.enabled)
            const tokens = on.reduce((sum, tool) => sum + tool.tokens, 0)
            return (
              <div
                key={row.id}
                {...common}
                aria-level={1}
                aria-expanded={row.expanded}
                aria-label={t('tools.serverName', {
                  name: row.server.name,
                  state: row.server.state,
                  count: row.server.tools.length,
                  on: on.length,
                })}
                onClick={() => {
                  onSelect(row)
                  onToggle(row.id)
                }}
              >
                <div className="tr">
                  <span className="tw">
                    <Icon name={row.expanded ? 'down' : 'right'} small />
                  </span>
                  <i className={`health ${healthClass(row.server.state)}`} />
                  <span className="ellip">
                    <b className="strong">{row.server.name}</b>{' '}
                    <span className="count">
                      {on.length === row.server.tools.length
                        ? row.server.tools.length
                        : t('tools.ofCount', { on: on.length, count: row.server.tools.length })}
                      {' · '}
                      {formatEstimate(tokens)}
                    </span>
                  </span>
                  {healthClass(row.server.state) === 'down' ? (
                    <span className="badge error">{row.server.state}</span>
                  ) : row.server.tools.some((tool) => tool.changed === true) ? (
                    <span className="badge warn">{t('tools.changed')}</span>
                  ) : (
                    <span />
                  )}
                  <TriSwitch
                    label={t('tools.serverSwitch', {
                      name: row.server.name,
                      on: on.length,
                      count: row.server.tools.length,
                    })}
                    on={on.length}
                    of={row.server.tools.length}
                    onChange={(enabled) => onEnableServer(row.id, enabled)}
                  />
                </div>
              </div>
            )
          }
          return (
            <div
              key={row.id}
              {...common}
              aria-level={2}
              aria-label={t('tools.toolName', {
                name: row.tool.exportName,
                state: row.tool.enabled ? t('tools.on') : t('tools.off'),
              })}
              className={row.tool.enabled ? '' : 'offd'}
              onClick={() => onSelect(row)}
            >
              <div className="tr leaf">
                <span className="tw">
                  <Icon name="file" small />
                </span>
                <span className="nm ellip">{row.tool.file.split('/').at(-1)}</span>
                {row.tool.changed === true ? (
                  <span className="badge warn">{t('tools.changed')}</span>
                ) : row.tool.destructive === true ? (
                  <span className="badge warn" title={t('tools.destructive')}>
                    <Icon name="warn" />
                  </span>
                ) : (
                  <span />
                )}
                <span className="count right">{row.tool.tokens}</span>
                <Switch
                  label={t('tools.switch', { tool: row.tool.exportName })}
                  on={row.tool.enabled}
                  tabIndex={-1}
                  onChange={(on) => onEnable(row.tool.id, on)}
                />
              </div>
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** All, some or none of a server's tools are on (a check box of three states); it turns all on, or all off. */
function TriSwitch({
  label,
  on,
  of,
  onChange,
}: {
  label: string
  on: number
  of: number
  onChange: (on: boolean) => void
}) {
  return (
    <button
      type="button"
      role="checkbox"
      className="switch tri"
      aria-checked={on === 0 ? false : on === of ? true : 'mixed'}
      aria-label={label}
      title={label}
      tabIndex={-1}
      disabled={of === 0}
      onClick={(event) => {
        event.stopPropagation()
        onChange(on !== of)
      }}
    />
  )
}

/** Look of a server's dot. */
export function healthClass(state: string): '' | 'down' | 'none' {
  if (/^(running|ready|connected|ok|on)$/.test(state)) return ''
  return /start|connect|wait/.test(state) ? 'none' : 'down'
}
