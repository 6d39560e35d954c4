import { create } from 'zustand'

const key = 'athena.filters.runs'

function stored(): string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : []
  } catch {
    return []
  }
}

/** Filters of runs that the user keeps, oldest first; kept on this computer. */
export const useSavedFilters = create<{ filters: readonly string[] }>(() => ({ filters: stored() }))

/** Keeps a filter, or forgets it when it is kept. */
export function toggleSavedFilter(filter: string): void {
  const { filters } = useSavedFilters.getState()
  const text = filter.trim()
  if (text === '') return
  const next = filters.includes(text) ? filters.filter((one) => one !== text) : [...filters, text]
  localStorage.setItem(key, JSON.stringify(next))
  useSavedFilters.setState({ filters: next })
}
