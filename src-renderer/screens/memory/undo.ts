import { create } from 'zustand'

/** The last write of this screen, with the operation that takes it back. */
export const useUndo = create<{ last?: { text: string; opId?: string } | undefined }>(() => ({}))
