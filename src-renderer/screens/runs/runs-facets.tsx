import { useEffect, useState } from 'react'
import { parseFilter, splitFilter, toggleTerm } from '../../pure/run-filter.ts'
import { toggleSavedFilter, useSavedFilters } from '../../state/saved-filters.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import type { MessageKey } from '../../text/t.ts'
import { FacetButton, FacetGroup } from '../../widgets/facets.tsx'
import { Icon } from '../../widgets/icon.tsx'
import type { IconName } from '../../widgets/icon.tsx'
import { statusIcon, statusText } from '../../widgets/status-badge.tsx'

const icons: Record<string, IconName> = { client: 'connect', source: 'runs', server: 'server', pii: 'shield' }
/** Values of a facet that are shown. */
const mostValues = 8
/** The counts are read again at most this often while runs come in. */
const renewMs = 3000

interface RunsFacetsProps {
  filter: string
  onFilter: (filter: string) => void
  /** Grows when the list changed. */
  total: number
  /** The list is there: counting may begin. */
  ready: boolean
}

/** What the runs can be narrowed to, with counts, and the filters that are kept. */
export function RunsFacets({ filter, onFilter, total, ready }: RunsFacetsProps) {
  const terms = parseFilter(filter)
  const { host } = splitFilter(terms)
  const facets = useQuery('runs.facets', ready ? (host === '' ? {} : { filter: host }) : null)
  const { reload } = facets
  const [kept, setKept] = useState(facets.data)
  useEffect(() => {
    if (facets.data !== undefined) setKept(facets.data)
  }, [facets.data])
  useEffect(() => {
    const timer = setTimeout(reload, renewMs)
    return () => clearTimeout(timer)
  }, [total, reload])
  const saved = useSavedFilters((state) => state.filters)
  const isOn = (field: string, value: string) =>
    terms.some((term) => term.field === field && term.value === value && !term.not)
  const group = (name: 'status' | 'client' | 'source' | 'server' | 'pii') => {
    const values = kept?.[name] ?? []
    if (values.length === 0) return null
    const field = name === 'server' ? 'tool' : name
    return (
      <FacetGroup key={name} title={t(`runs.facet.${name}`)}>
        {values.slice(0, mostValues).map(({ value, count }) => {
          const written = name === 'server' ? `${value}.*` : value
          return (
            <FacetButton
              key={value}
              icon={name === 'status' ? statusIcon(value) : (icons[name] ?? 'pin')}
              label={
                name === 'status'
                  ? statusText(value)
                  : name === 'pii'
                    ? t(`runs.pii.${value}` as MessageKey)
                    : value
              }
              count={count}
              on={isOn(field, written)}
              onClick={() => onFilter(toggleTerm(filter, field, written))}
            />
          )
        })}
      </FacetGroup>
    )
  }
  return (
    <nav className="pane list-pane fac runs-facets" aria-label={t('runs.facets')}>
      <FacetButton icon="runs" label={t('runs.facet.all')} on={filter === ''} onClick={() => onFilter('')} />
      <FacetButton
        icon="pin"
        label={t('runs.facet.pinned')}
        on={isOn('is', 'pinned')}
        onClick={() => onFilter(toggleTerm(filter, 'is', 'pinned'))}
      />
      {saved.length === 0 ? null : (
        <FacetGroup title={t('runs.facet.saved')}>
          {saved.map((one) => (
            <div key={one} className="saved-filter">
              <FacetButton icon="filter" label={one} on={filter === one} onClick={() => onFilter(one)} />
              <button
                type="button"
                className="btn ghost icon sm"
                aria-label={t('runs.forgetFilter', { filter: one })}
                onClick={() => toggleSavedFilter(one)}
              >
                <Icon name="x" small />
              </button>
            </div>
          ))}
        </FacetGroup>
      )}
      {(['status', 'source', 'client', 'server', 'pii'] as const).map(group)}
    </nav>
  )
}
