import { create } from 'zustand'

/** What lies over the screens: the palette (with what it starts with) or the list of shortcuts. */
export const useOverlays = create<{ palette: string | undefined; shortcuts: boolean }>(() => ({
  palette: undefined,
  shortcuts: false,
}))

/** Opens the palette, in a mode when `start` is `>`, `@`, `#` or `?`. */
export function openPalette(start = ''): void {
  useOverlays.setState({ palette: start })
}

/** Closes whatever is open. */
export function closeOverlays(): void {
  useOverlays.setState({ palette: undefined, shortcuts: false })
}
