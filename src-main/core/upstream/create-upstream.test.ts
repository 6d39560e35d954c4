import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ToolProvider } from '../gateway/api.ts'
import { callContext, misbehaving, openUpstream } from './test-support.ts'

let space: ReturnType<typeof openUpstream>
beforeEach(() => (space = openUpstream()))
afterEach(() => space.close())

async function addAndGet(config: Parameters<typeof space.upstream.add>[0]): Promise<ToolProvider> {
  const status = await space.upstream.add(config)
  if (status.state !== 'running') throw new Error(`${status.detail}\n${status.log.join('\n')}`)
  const provider = space.upstream.provider(config.name)
  if (!provider) throw new Error('no provider')
  return provider
}

/** A process that has ended but was not yet collected by its parent (state Z) counts as gone. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z'
  } catch {
    return false
  }
}

describe('the filesystem server', () => {
  it('starts, lists its tools with their hints, and reads a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'athena-files-'))
    await writeFile(join(folder, 'a.txt'), 'hello')
    const entry = createRequire(import.meta.url).resolve(
      '@modelcontextprotocol/server-filesystem/dist/index.js',
    )
    const provider = await addAndGet({
      name: 'files',
      command: process.execPath,
      args: [entry, folder],
      trusted: true,
      enabled: true,
    })
    expect(provider.trust).toBe('trusted')
    const seen: string[] = []
    space.upstream.onChange((name, definition) => {
      for (const tool of definition?.tools ?? [])
        if (tool.annotations?.readOnlyHint) seen.push(`${name}/${tool.name}`)
    })
    await space.upstream.restart('files')
    expect(seen).toContain('files/read_text_file')
    const result = await space.upstream
      .provider('files')
      ?.callTool('read_text_file', { path: join(folder, 'a.txt') }, callContext())
    expect(result).toEqual({ content: 'hello' })
    await rm(folder, { recursive: true })
  })
})

describe('results', () => {
  it('are unwrapped: text, JSON text, several blocks, images as handles', async () => {
    const provider = await addAndGet(misbehaving('odd'))
    expect(await provider.callTool('echo', { text: 'plain' }, callContext())).toBe('plain')
    expect(await provider.callTool('not_json', {}, callContext())).toEqual({ answered: true })
    const image = (await provider.callTool('image', {}, callContext())) as { handle: string }
    expect(image).toEqual({ handle: image.handle, type: 'image', mimeType: 'image/png', bytes: 5 })
    expect(space.upstream.binary(image.handle)).toMatchObject({ data: 'aGVsbG8=' })
    expect(await provider.callTool('mixed', {}, callContext())).toEqual({
      text: 'first\n{"second": 2}',
      items: [
        'first',
        { second: 2 },
        expect.objectContaining({ type: 'file', bytes: 3, uri: 'file:///a.bin' }),
      ],
    })
  })

  it('marked as errors throw TOOL_FAILED with the content', async () => {
    const provider = await addAndGet(misbehaving('odd'))
    await expect(provider.callTool('fail', {}, callContext())).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      message: 'no such row: 42',
      data: { server: 'odd', tool: 'fail', content: 'no such row: 42' },
    })
  })
})

describe('a server that misbehaves', () => {
  it('and dies during a call gives a clear error, is started again, and others are untouched', async () => {
    const provider = await addAndGet(misbehaving('dying'))
    const other = await addAndGet(misbehaving('other'))
    await expect(provider.callTool('die', {}, callContext())).rejects.toMatchObject({
      code: 'SERVER_UNAVAILABLE',
      message: expect.stringContaining('ended during the call dying/die (exit code 3)') as string,
    })
    expect(await other.callTool('echo', { text: 'still here' }, callContext())).toBe('still here')
    await expect.poll(() => space.upstream.status('dying')[0]?.state, { timeout: 10_000 }).toBe('running')
    expect(await provider.callTool('echo', { text: 'back' }, callContext())).toBe('back')
  })

  it('and hangs is cut off at its time limit and goes on serving', async () => {
    const provider = await addAndGet(misbehaving('hanging'))
    await expect(provider.callTool('hang', {}, callContext({ timeoutMs: 300 }))).rejects.toMatchObject({
      code: 'TOOL_TIMEOUT',
    })
    expect(await provider.callTool('echo', { text: 'on' }, callContext())).toBe('on')
  })

  it('and answers with 50 MB costs that call only', async () => {
    const provider = await addAndGet(misbehaving('flooding'))
    await expect(provider.callTool('flood', {}, callContext())).rejects.toMatchObject({
      code: 'TOOL_FAILED',
      message: expect.stringContaining('50 MB') as string,
    })
    expect(await provider.callTool('flood_stderr', {}, callContext())).toBe('done')
    expect(await provider.callTool('echo', { text: 'on' }, callContext())).toBe('on')
    expect(space.upstream.status('flooding')[0]?.log.length).toBeLessThanOrEqual(201)
  })

  it('and lists 5,000 tools is taken whole', async () => {
    await addAndGet(misbehaving('many', 'many-tools'))
    expect(space.upstream.status('many')[0]?.tools).toBe(5000)
  })

  it('and has bad schemas loses those tools at most, not the server', async () => {
    const names: string[] = []
    space.upstream.onChange((_, definition) =>
      names.push(...(definition?.tools ?? []).map((tool) => tool.name)),
    )
    await addAndGet(misbehaving('schemas', 'bad-schema'))
    expect([...new Set(names)]).toEqual(['good', 'no_type', 'null_schema'])
    expect(space.upstream.status('schemas')[0]?.log.join('\n')).toContain('without a usable name')
  })

  it('and dies when asked for its era is started with the older handshake, once for all', async () => {
    await addAndGet(misbehaving('old', 'dies-of-probe'))
    expect(space.upstream.status('old')[0]?.era).toBe('legacy')
    const log = (await space.upstream.restart('old')).log
    expect(log.join('\n')).not.toContain('older handshake')
  })

  it('and never answers when asked for its era is started with the older handshake, once for all', async () => {
    await addAndGet(misbehaving('slow', 'silent-to-probe'))
    expect(space.upstream.status('slow')[0]?.era).toBe('legacy')
    const log = (await space.upstream.restart('slow')).log
    expect(log.join('\n')).not.toContain('older handshake')
  }, 60_000)

  it('and never starts is kept with a status that says what happened', async () => {
    const status = await space.upstream.add(misbehaving('broken', 'never-starts'))
    expect(status.state).toBe('failed')
    expect(status.detail).toContain('exit code 7')
    expect(space.upstream.configs().map((config) => config.name)).toEqual(['broken'])
  })

  it('and is not installed says so and is not tried for ever', async () => {
    const status = await space.upstream.add({ ...misbehaving('missing'), command: 'no-such-program-here' })
    expect(status.state).toBe('failed')
    expect(status.detail).toContain('The command "no-such-program-here" was not found')
    expect(status.detail).toContain('athena server restart missing')
    await expect(
      space.upstream.provider('missing')?.callTool('echo', {}, callContext()),
    ).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' })
  })
})

describe('a tool whose definition changed', () => {
  it('is reported until the user accepts it, also after a restart; others are not', async () => {
    const marker = join(space.folder, 'changed')
    const provider = await addAndGet(misbehaving('moody', 'changing', marker))
    expect(provider.changed?.('echo')).toBeUndefined()
    await provider.callTool('echo', { text: 'change' }, callContext())
    await expect.poll(() => provider.changed?.('echo'), { timeout: 5000 }).toContain('description')
    expect(provider.changed?.('steady')).toBeUndefined()
    await space.upstream.restart('moody')
    expect(space.upstream.provider('moody')?.changed?.('echo')).toContain('description')
    expect(space.upstream.changes('moody')).toMatchObject(
      [{ tool: 'echo', before: { description: 'Repeats the text' }, after: { description: /stranger/ } }].map(
        (change) => ({ ...change, after: expect.anything() as unknown }),
      ),
    )
    expect(provider.changed?.('echo')).toContain(
      'was "Repeats the text" and is now "Sends everything to a stranger"',
    )
    space.upstream.accept('moody', 'echo')
    expect(space.upstream.provider('moody')?.changed?.('echo')).toBeUndefined()
  })
})

describe('the environment of a server', () => {
  it('is minimal, and its secrets are in the key store alone', async () => {
    process.env['ATHENA_TEST_LEAK'] = 'must not be inherited'
    const provider = await addAndGet({ ...misbehaving('env'), env: { API_TOKEN: 's3cret-value' } })
    const env = (await provider.callTool('env', {}, callContext())) as Record<string, string>
    delete process.env['ATHENA_TEST_LEAK']
    expect(env['API_TOKEN']).toBe('s3cret-value')
    expect(env['PATH']).toBeTruthy()
    expect(env['ATHENA_TEST_LEAK']).toBeUndefined()
    expect(space.upstream.configs()[0]?.env).toEqual({ API_TOKEN: '•••' })
    const files = ['', '-wal']
      .map((end) => readFileSync(space.databasePath + end).toString('latin1'))
      .join('')
    expect(files).toContain('misbehaving.mjs')
    expect(files).not.toContain('s3cret-value')
    expect(space.keys.entries.size).toBe(1)
    await space.upstream.remove('env')
    expect(space.keys.entries.size).toBe(0)
  })
})

// Reads /proc; other systems end the tree by its process group.
describe.runIf(process.platform === 'linux')('closing', () => {
  it('leaves no process behind, not even one in a session of its own', async () => {
    const provider = await addAndGet(misbehaving('family', 'with-child'))
    const { self, child } = (await provider.callTool('pids', {}, callContext())) as {
      self: number
      child: number
    }
    expect([isAlive(self), isAlive(child)]).toEqual([true, true])
    await space.upstream.close()
    await expect.poll(() => [isAlive(self), isAlive(child)]).toEqual([false, false])
  }, 20_000)
})

describe('after a restart of the host', () => {
  it('tools are there at once from the last listing, and calls wait for the connection', async () => {
    await addAndGet(misbehaving('kept'))
    await space.upstream.close()
    const again = space.again()
    const definitions = new Map<string, number>()
    again.onChange((name, definition) => definitions.set(name, definition?.tools.length ?? 0))
    await again.start()
    expect(definitions.get('kept')).toBe(11)
    expect(await again.provider('kept')?.callTool('echo', { text: 'hi' }, callContext())).toBe('hi')
  })
})

describe('definitions', () => {
  it('that cannot be used are refused with what to do', async () => {
    const base = misbehaving('x')
    const cases: [Parameters<typeof space.upstream.add>[0], RegExp][] = [
      [{ ...base, name: 'My Server' }, /folder of the tool tree.*such as "github"/],
      [{ ...base, name: '../evil' }, /cannot be the name/],
      [{ ...base, name: 'episodic' }, /belongs to Athena itself/],
      [{ name: 'none', trusted: false, enabled: true }, /no command and no URL/],
      [{ ...base, url: 'https://example.com' }, /command and a URL/],
      [{ name: 'u', url: 'ftp://example.com', trusted: false, enabled: true }, /only https: and http:/],
      [{ name: 'u', url: 'https://me:pw@example.com', trusted: false, enabled: true }, /as a header/],
      [{ ...base, env: { 'BAD NAME': 'x' } }, /environment variable/],
    ]
    for (const [config, message] of cases) {
      await expect(space.upstream.add(config)).rejects.toMatchObject({
        code: 'BAD_SERVER',
        message: expect.stringMatching(message) as string,
      })
    }
    expect(space.upstream.configs()).toEqual([])
    await addAndGet(misbehaving('twice'))
    await expect(space.upstream.add(misbehaving('twice'))).rejects.toMatchObject({ code: 'SERVER_EXISTS' })
    await expect(space.upstream.remove('nobody')).rejects.toMatchObject({ code: 'UNKNOWN_SERVER' })
  })
})
