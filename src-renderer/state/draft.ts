import { create } from 'zustand'

const storageKey = 'athena.drafts'
/** Drafts kept at most; beyond them a new one takes the place of the oldest. */
const mostDrafts = 20

/** A script in the editor. */
export interface Draft {
  id: string
  /** What its tab is called. */
  name: string
  code: string
  /** Run started from it, shown beside it. */
  run?: string
  /** Recorded run the draft was taken from. */
  origin?: string
}

interface DraftState {
  drafts: readonly Draft[]
  active: string
  /** The one closed last, for undo. */
  closed: { draft: Draft; at: number } | undefined
}

function newDraft(code: string, name: string): Draft {
  return { id: crypto.randomUUID().slice(0, 8), name, code }
}

function stored(): DraftState {
  try {
    const { drafts, active } = JSON.parse(localStorage.getItem(storageKey) ?? '') as DraftState
    const kept = drafts.filter((draft) => typeof draft.id === 'string' && typeof draft.code === 'string')
    if (kept[0] !== undefined)
      return {
        drafts: kept,
        active: kept.some((draft) => draft.id === active) ? active : kept[0].id,
        closed: undefined,
      }
  } catch {
    // Nothing or something else is kept: an empty editor.
  }
  const first = newDraft('', '')
  return { drafts: [first], active: first.id, closed: undefined }
}

/** The scripts in the editor, kept on this computer. */
export const useDraft = create<DraftState>(stored)
useDraft.subscribe(({ drafts, active }) => {
  try {
    localStorage.setItem(
      storageKey,
      JSON.stringify({ drafts: drafts.map(({ id, name, code }) => ({ id, name, code })), active }),
    )
  } catch {
    // Full or switched off: the drafts stay while the page is open.
  }
})

/** The draft in view. */
export function activeDraft(state: DraftState): Draft {
  return state.drafts.find((draft) => draft.id === state.active) ?? state.drafts[0] ?? newDraft('', '')
}

/** Changes the draft in view. */
export function changeDraft(change: Partial<Omit<Draft, 'id'>>): void {
  useDraft.setState((state) => ({
    drafts: state.drafts.map((draft) => (draft.id === state.active ? { ...draft, ...change } : draft)),
  }))
}

/**
 * Opens a script in a tab of its own; in the one in view, or one that holds the same, when that loses nothing. `origin` is the recorded run
 * that it was taken from.
 */
export function openDraft(code: string, name = '', origin?: string): void {
  useDraft.setState((state) => {
    const taken = origin === undefined ? {} : { origin }
    const same = state.drafts.find((draft) => draft.code === code && code !== '')
    if (same !== undefined)
      return {
        drafts: state.drafts.map((draft) => (draft === same ? { ...draft, ...taken } : draft)),
        active: same.id,
      }
    const current = activeDraft(state)
    if (current.code.trim() === '' || state.drafts.length >= mostDrafts)
      return {
        drafts: state.drafts.map((draft) =>
          draft.id === (current.code.trim() === '' ? current.id : state.drafts[0]?.id)
            ? { id: draft.id, name, code, ...taken }
            : draft,
        ),
        active: current.code.trim() === '' ? current.id : (state.drafts[0]?.id ?? current.id),
      }
    const draft = { ...newDraft(code, name), ...taken }
    return { drafts: [...state.drafts, draft], active: draft.id }
  })
}

/** Brings a draft into view. */
export function selectDraft(id: string): void {
  useDraft.setState({ active: id })
}

/** Closes a draft; {@link reopenDraft} brings it back. */
export function closeDraft(id: string): void {
  useDraft.setState((state) => {
    const at = state.drafts.findIndex((draft) => draft.id === id)
    const draft = state.drafts[at]
    if (draft === undefined) return {}
    const rest = state.drafts.filter((one) => one !== draft)
    const left = rest.length === 0 ? [newDraft('', '')] : rest
    return {
      drafts: left,
      active: state.active === id ? (left[Math.min(at, left.length - 1)]?.id ?? '') : state.active,
      ...(draft.code.trim() === '' ? {} : { closed: { draft, at } }),
    }
  })
}

/** Brings the draft back that was closed last. */
export function reopenDraft(): void {
  useDraft.setState((state) => {
    const { closed } = state
    if (closed === undefined) return {}
    return {
      drafts: state.drafts.toSpliced(closed.at, 0, closed.draft),
      active: closed.draft.id,
      closed: undefined,
    }
  })
}

/** The name of a draft's tab: its own, else its first line that says something. */
export function draftName(draft: Draft, fallback: string): string {
  if (draft.name !== '') return draft.name
  const line = draft.code
    .split('\n')
    .map((one) => one.replace(/^\s*\/\/\s*/, '').trim())
    .find((one) => one !== '' && !one.startsWith('import '))
  return line === undefined ? fallback : line.slice(0, 28)
}
