import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { readText, writePrivateFile } from './private-file.ts'

/** What a running host tells other processes of this user, in `runtime.json` of the data folder. */
export interface RuntimeInfo {
  pid: number
  version: string
  shell: 'headless' | 'electron'
  /** Address of the page, without a code. Absent in a shell that serves none. */
  page?: string
  mcp: { url: string; tokenFile: string; socket: string }
  control: string
  /** Epoch milliseconds. */
  startedAt: number
}

/** Writes the file. */
export function writeRuntimeInfo(data: string, info: RuntimeInfo): void {
  writePrivateFile(join(data, 'runtime.json'), `${JSON.stringify(info, null, 2)}\n`)
}

/** Reads the file; undefined when there is none or it is damaged. It may be stale: only an answering socket proves a host. */
export function readRuntimeInfo(data: string): RuntimeInfo | undefined {
  try {
    const text = readText(join(data, 'runtime.json'))
    return text === undefined ? undefined : (JSON.parse(text) as RuntimeInfo)
  } catch {
    return undefined
  }
}

/** Removes the file at the end of the host. */
export function removeRuntimeInfo(data: string): void {
  rmSync(join(data, 'runtime.json'), { force: true })
}

/** How to start a host for this data folder, in `launch.json`; kept after the host ended, for bridges that find none. */
export interface LaunchInfo {
  /** Program and arguments; `--background` makes it a host that ends when nobody uses it. */
  command: string[]
}

/** Writes how this host was started. */
export function writeLaunchInfo(data: string, info: LaunchInfo): void {
  writePrivateFile(join(data, 'launch.json'), `${JSON.stringify(info, null, 2)}\n`)
}
