import { create } from 'zustand'
import type { WireError } from '../../src-main/contract/errors.ts'

/** The failure of an action that has no place of its own; it stays until it is closed. */
export const useNotice = create<{ notice: WireError | undefined }>(() => ({ notice: undefined }))
