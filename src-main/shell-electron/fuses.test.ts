import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fuseFile, fuseProblems, readFuses, wantedFuses, type Fuse } from './fuses.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'athena-fuses-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

function binary(name: string, wire: string, before = 1000): string {
  const path = join(folder, name)
  const head = Buffer.concat([Buffer.alloc(before, 7), Buffer.from(sentinel)])
  writeFileSync(
    path,
    Buffer.concat([head, Buffer.from([1, wire.length]), Buffer.from(wire), Buffer.alloc(5000)]),
  )
  return path
}

/** Electron's own tool; it comes with electron-builder, so it is no dependency of ours. */
const tool: string = '@electron/fuses'
const { getCurrentFuseWire } = (await import(tool)) as {
  getCurrentFuseWire: (path: string) => Promise<Record<string, unknown>>
}

it("reads the wire as Electron's own tool does, also across the edge of a block", async () => {
  const block = 4 * 1024 * 1024
  for (const before of [0, block - 10, block - 33, block - 36]) {
    const path = binary(`edge-${before}`, '01001101r', before)
    const theirs = await getCurrentFuseWire(path)
    const ours = await readFuses(path)
    const order = Object.keys(theirs).filter((key) => key !== 'version')
    expect(Object.values(ours ?? {})).toEqual(order.slice(0, 8).map((key) => theirs[key] === 49))
  }
})

it('accepts a release and names what is wrong with another', async () => {
  const release = await readFuses(binary('release', '010011r0'))
  expect(fuseProblems(release, wantedFuses)).toEqual([])
  const open = await readFuses(binary('open', '111111r1'))
  expect(fuseProblems(open, wantedFuses)).toEqual([
    'RunAsNode must be off.',
    'EnableNodeOptionsEnvironmentVariable must be off.',
    'EnableNodeCliInspectArguments must be off.',
    'GrantFileProtocolExtraPrivileges must be off.',
  ])
  const none = join(folder, 'none')
  writeFileSync(none, 'no electron')
  expect(fuseProblems(await readFuses(none), wantedFuses)).toHaveLength(1)
})

it('asserts what the build sets', async () => {
  const file: string = new URL('../../build/electron-builder.config.mjs', import.meta.url).href
  const { configuration } = (await import(file)) as {
    configuration: { electronFuses: Record<string, boolean> }
  }
  const set = configuration.electronFuses
  const asSet = Object.keys(wantedFuses).map((name) => {
    const key = `${name[0]?.toLowerCase()}${name.slice(1)}`
    return [name, set[key]]
  })
  expect(Object.fromEntries(asSet)).toEqual(wantedFuses satisfies Partial<Record<Fuse, boolean>>)
})

it('knows where the wire is on each platform', () => {
  expect(fuseFile('/opt/Athena/athena', 'linux')).toBe('/opt/Athena/athena')
  expect(fuseFile('/Applications/Athena.app/Contents/MacOS/Athena', 'darwin')).toBe(
    '/Applications/Athena.app/Contents/Frameworks/Electron Framework.framework/Electron Framework',
  )
})
