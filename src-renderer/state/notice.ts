import { create } from 'zustand'
import type { WireError } from '../../src-main/contract/errors.ts'

interface Notice {
  /** The failure of an action that has no place of its own; it stays until it is closed. */
  notice: WireError | undefined
  /** What the shell tells meanwhile, such as a run that is marked. */
  hint: string | undefined
}

export const useNotice = create<Notice>(() => ({ notice: undefined, hint: undefined }))
