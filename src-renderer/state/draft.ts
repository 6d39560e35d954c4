import { create } from 'zustand'

const storageKey = 'athena.draft'

interface DraftState {
  code: string
  /** Run started from this draft, shown beside it. */
  run?: string
  /** Recorded run the draft was taken from. */
  origin?: string
}

/** The script in the editor, kept on this computer. */
export const useDraft = create<DraftState>(() => ({ code: localStorage.getItem(storageKey) ?? '' }))

/** Changes the script and keeps it. */
export function setDraft(code: string): void {
  useDraft.setState({ code })
  localStorage.setItem(storageKey, code)
}
