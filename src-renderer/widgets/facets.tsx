import type { ReactNode } from 'react'
import { formatCount } from '../pure/format.ts'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

/** Values of one facet under their heading. */
export function FacetGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="fac-h">{title}</h2>
      {children}
    </section>
  )
}

/** One value with its count; pressed while the list is narrowed to it. */
export function FacetButton({
  icon,
  label,
  count,
  on,
  onClick,
}: {
  icon: IconName
  label: string
  count?: number
  on: boolean
  onClick: () => void
}) {
  return (
    <button type="button" className="fac-b" aria-pressed={on} onClick={onClick}>
      <Icon name={icon} />
      <span className="ellip">{label}</span>
      {count === undefined ? <span /> : <span className="count">{formatCount(count)}</span>}
    </button>
  )
}
