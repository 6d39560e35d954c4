import { createContext, useContext } from 'react'
import { create } from 'zustand'
import { host } from '../link/host.ts'
import { readRunFile } from '../pure/run-file.ts'
import type { RunFile } from '../pure/run-file.ts'

/** Runs opened from files, by the id they have in this page. They are read-only and gone with the page. */
export const useOpenedRuns = create<{ runs: ReadonlyMap<string, RunFile> }>(() => ({ runs: new Map() }))

/** Ids of opened files start with this; no run of the host does. */
const prefix = 'file-'
let opened = 0

/** True for the id of a run that was opened from a file. */
export function isOpenedRun(id: string): boolean {
  return id.startsWith(prefix)
}

/** Opens an exported run; undefined when the text is none. */
export function openRunFile(text: string): string | undefined {
  const file = readRunFile(text)
  if (file === undefined) return undefined
  const id = `${prefix}${++opened}`
  useOpenedRuns.setState((state) => ({ runs: new Map([...state.runs, [id, file]]) }))
  return id
}

/** Payloads of the run that is shown, when it comes from a file. A file's payloads are never taken for the host's. */
const OpenedBlobs = createContext<ReadonlyMap<string, string> | undefined>(undefined)
export const OpenedBlobsProvider = OpenedBlobs.Provider

/** Reads a part of a payload of the run that is shown: text, and bytes of the whole. */
export type ReadBlob = (
  ref: string,
  offset: number,
  length: number,
  signal?: AbortSignal,
) => Promise<{ text: string; size: number }>

const fromHost: ReadBlob = (ref, offset, length, signal) =>
  host.call('blobs.read', { ref, offset, length }, signal)

/** The reader of payloads for where the component stands. */
export function useReadBlob(): ReadBlob {
  const blobs = useContext(OpenedBlobs)
  return blobs === undefined ? fromHost : readerOf(blobs)
}

const readers = new WeakMap<ReadonlyMap<string, string>, ReadBlob>()

function readerOf(blobs: ReadonlyMap<string, string>): ReadBlob {
  const known = readers.get(blobs)
  if (known !== undefined) return known
  const read: ReadBlob = (ref, offset, length) => {
    const text = blobs.get(ref)
    return text === undefined
      ? Promise.reject(new Error('The file does not hold this payload.'))
      : Promise.resolve({ text: text.slice(offset, offset + length), size: text.length })
  }
  readers.set(blobs, read)
  return read
}

/** A whole payload as text. */
export async function readWholeBlob(read: ReadBlob, ref: string): Promise<string> {
  const part = 262_144
  let text = ''
  for (;;) {
    const { text: more, size } = await read(ref, text.length, part)
    text += more
    if (more.length < part || text.length >= size) return text
  }
}
