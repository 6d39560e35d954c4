/** The parts of a key press that shortcuts look at. */
export interface KeyPress {
  key: string
  metaKey: boolean
  ctrlKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/**
 * A key press as shortcuts are written: `mod+k`, `shift+mod+Enter`, `r`, `?`. `mod` is ⌘ on a Mac and Ctrl elsewhere.
 * Shift is named only with named keys and `mod`; a character carries it already.
 */
export function pressName(press: KeyPress, mac: boolean): string {
  const mod = mac ? press.metaKey : press.ctrlKey
  const key = press.key === ' ' ? 'Space' : press.key.length === 1 ? press.key.toLowerCase() : press.key
  const named = key.length > 1 || mod
  return `${press.shiftKey && named ? 'shift+' : ''}${press.altKey ? 'alt+' : ''}${mod ? 'mod+' : ''}${key}`
}

/** True for a key that a field would take as text. */
export function isPlainKey(keys: string): boolean {
  return !keys.includes('mod+') && !keys.includes('alt+') && !/F\d/.test(keys)
}

const macNames: Record<string, string> = {
  mod: '⌘',
  shift: '⇧',
  alt: '⌥',
  Enter: '⏎',
  Escape: 'Esc',
  Delete: '⌦',
}
const otherNames: Record<string, string> = {
  mod: 'Ctrl',
  shift: 'Shift',
  alt: 'Alt',
  Escape: 'Esc',
  Delete: 'Del',
}
const arrows: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→' }

/** A shortcut as it is shown: `⇧⌘⏎` on a Mac, `Ctrl+Shift+Enter` elsewhere. */
export function showKeys(keys: string, mac: boolean): string {
  const parts = keys.split('+').filter((part) => part !== '')
  if (keys.endsWith('+')) parts.push('+')
  const names = parts.map(
    (part) =>
      (mac ? macNames : otherNames)[part] ?? arrows[part] ?? (part.length === 1 ? part.toUpperCase() : part),
  )
  if (mac) return names.join('')
  return [...names.filter((name) => name === 'Ctrl'), ...names.filter((name) => name !== 'Ctrl')].join('+')
}
