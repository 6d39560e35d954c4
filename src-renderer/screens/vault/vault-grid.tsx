import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { KeyboardEvent } from 'react'
import type { Result } from '../../../src-main/contract/methods.ts'
import { formatCount, toolName } from '../../pure/format.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { Ago } from '../../widgets/now.tsx'

export type Entry = Result<'vault.page'>['entries'][number]

/** What tells an entry from the others: one value may be known to several sessions. */
export function entryId(entry: Entry): string {
  return entry.token + (entry.session ?? '')
}

interface VaultGridProps {
  entries: readonly Entry[]
  selected: string | undefined
  onSelect: (id: string) => void
  onMore: (() => void) | undefined
}

/** Vault tokens with their masked values. */
export function VaultGrid({ entries, selected, onSelect, onMore }: VaultGridProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const at = Math.max(
    0,
    entries.findIndex((entry) => entryId(entry) === selected),
  )
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 28,
    overscan: 6,
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range)
      return shown.includes(at) || at >= entries.length ? shown : [...shown, at].sort((a, b) => a - b)
    },
  })
  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 15, PageUp: -15, Home: -1e9, End: 1e9 }[
      event.key
    ]
    if (step === undefined || event.metaKey || event.ctrlKey) return
    event.preventDefault()
    event.stopPropagation()
    const index = Math.min(Math.max(at + step, 0), entries.length - 1)
    const entry = entries[index]
    if (entry === undefined) return
    onSelect(entryId(entry))
    virtual.scrollToIndex(index)
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[aria-rowindex="${index + 2}"]`)?.focus(),
    )
  }
  return (
    <div className="pane-body" ref={scroller}>
      <div
        className="grid vg"
        role="grid"
        aria-label={t('vault.entries')}
        aria-rowcount={entries.length + 1}
        onKeyDown={onKeyDown}
      >
        <div className="head" role="row" aria-rowindex={1}>
          <div role="columnheader">{t('vault.token')}</div>
          <div role="columnheader">{t('vault.value')}</div>
          <div role="columnheader">{t('vault.source')}</div>
          <div role="columnheader" className="right">
            {t('vault.uses')}
          </div>
          <div role="columnheader">{t('vault.lastUsed')}</div>
          <div role="columnheader">{t('vault.realValue')}</div>
        </div>
        <div className="virtual" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const entry = entries[item.index]
            if (entry === undefined) return null
            const on = entryId(entry) === selected
            return (
              <div
                key={entryId(entry)}
                className="r"
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={on}
                tabIndex={item.index === at ? 0 : -1}
                style={{ top: item.start }}
                onClick={() => onSelect(entryId(entry))}
                onFocus={() => onSelect(entryId(entry))}
              >
                <span role="gridcell">
                  <span className={`tok${on ? ' on' : ''}`}>{entry.token}</span>
                </span>
                <span role="gridcell" className="val sensitive">
                  {entry.masked}
                </span>
                <span role="gridcell">{toolName(entry.source)}</span>
                <span role="gridcell" className="right">
                  {formatCount(entry.uses)}
                </span>
                <span role="gridcell">
                  <Ago time={entry.lastUsed} />
                </span>
                <span role="gridcell" className={entry.uses > 0 ? 'sent' : 'muted'}>
                  {entry.uses > 0 ? <Icon name="server" small /> : null}
                  {entry.uses > 0 ? t('vault.sent') : t('vault.stayed')}
                </span>
              </div>
            )
          })}
        </div>
      </div>
      {onMore === undefined ? null : (
        <p className="pad">
          <button type="button" className="btn sm" onClick={onMore}>
            {t('vault.more')}
          </button>
        </p>
      )}
    </div>
  )
}
