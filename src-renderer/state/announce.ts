import { create } from 'zustand'

/** What the polite live region says. */
export const useAnnouncement = create<{ text: string }>(() => ({ text: '' }))

/** One message in this many milliseconds; the newest wins. */
const everyMs = 2000
let last = 0
let waiting: ReturnType<typeof setTimeout> | undefined

/** Says something to screen readers, politely and not too often. */
export function announce(text: string): void {
  clearTimeout(waiting)
  const say = () => {
    last = Date.now()
    useAnnouncement.setState({ text })
  }
  const rest = last + everyMs - Date.now()
  if (rest <= 0) say()
  else waiting = setTimeout(say, rest)
}
