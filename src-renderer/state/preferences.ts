import { create } from 'zustand'

export type Theme = 'system' | 'light' | 'dark'

export interface Preferences {
  theme: Theme
  /** Single-letter shortcuts (WCAG 2.1.4: can be switched off). */
  letterKeys: boolean
  /** Arguments and results are blurred everywhere. */
  hideSensitive: boolean
}

const storageKey = 'athena.preferences'
/** What holds until the user chooses. */
export const defaultPreferences: Preferences = { theme: 'system', letterKeys: true, hideSensitive: false }

function stored(): Partial<Preferences> {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<Preferences>
  } catch {
    return {}
  }
}

/** What the user chose for this page on this computer. */
export const usePreferences = create<Preferences>(() => ({ ...defaultPreferences, ...stored() }))

function apply({ theme, hideSensitive }: Preferences): void {
  const root = document.documentElement
  if (theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = theme
  root.classList.toggle('hide-sensitive', hideSensitive)
}

/** Applies the choices to the document and keeps them. */
export function followPreferences(): void {
  apply(usePreferences.getState())
  usePreferences.subscribe((state) => {
    apply(state)
    localStorage.setItem(storageKey, JSON.stringify(state))
  })
}

/** True when the page is dark now, by choice or by the system. */
export function isDark(): boolean {
  const { theme } = usePreferences.getState()
  return theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
}

/** Calls back when light turns to dark or back, by choice or by the system. */
export function onThemeChange(listener: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', listener)
  const stop = usePreferences.subscribe(listener)
  return () => {
    system.removeEventListener('change', listener)
    stop()
  }
}
