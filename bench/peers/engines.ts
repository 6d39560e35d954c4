import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

/** Another way to run JavaScript apart from its host. */
export interface Peer {
  name: string
  /** Evaluates an expression in a guest of its own; the guest is gone afterwards. */
  evaluate(expression: string): Promise<unknown>
}

/** The work that every engine does: nothing, a tight loop, JSON and sorting. Each is one expression. */
export const tasks = {
  empty: '1',
  additions: '(() => { let s = 0; for (let i = 0; i < 1e8; i++) s += i; return s })()',
  records:
    "(() => { const a = Array.from({ length: 100000 }, (_, i) => ({ id: i, k: 'key' + ((i * 7919) % 100003) })); return JSON.parse(JSON.stringify(a)).sort((x, y) => (x.k < y.k ? -1 : 1)).length })()",
} as const

export type Task = keyof typeof tasks
/** Runs a task takes: the quick one often, the slow ones few times. */
export const repeats: Record<Task, number> = { empty: 20, additions: 3, records: 3 }

export const peerNames = ['isolated-vm', 'quickjs-emscripten', '@utcp/code-mode'] as const

interface IsolatedVm {
  Isolate: new (options: { memoryLimit: number }) => {
    createContext(): Promise<unknown>
    compileScript(code: string): Promise<{ run(context: unknown): Promise<unknown> }>
    dispose(): void
  }
}
interface Quick {
  getQuickJS(): Promise<{ evalCode(code: string): unknown }>
}
interface CodeMode {
  CodeModeUtcpClient: {
    create(): Promise<{
      callToolChain(code: string, timeoutMs?: number): Promise<{ result: unknown }>
      close?(): Promise<void>
    }>
  }
}

/**
 * A peer from a folder where a person has installed it; none is a dependency of Athena. Throws when it is not there or does not load.
 *
 * @param folder Has `node_modules`: `npm install --prefix FOLDER isolated-vm quickjs-emscripten @utcp/code-mode`.
 */
export async function loadPeer(name: (typeof peerNames)[number], folder: string): Promise<Peer> {
  const entry = createRequire(join(folder, 'package.json')).resolve(name)
  const loaded: unknown = await import(pathToFileURL(entry).href)
  const module = ((loaded as { default?: unknown }).default ?? loaded) as unknown
  switch (name) {
    case 'isolated-vm': {
      const { Isolate } = module as IsolatedVm
      return {
        name,
        async evaluate(expression) {
          const isolate = new Isolate({ memoryLimit: 100 })
          const context = await isolate.createContext()
          const value = await (await isolate.compileScript(expression)).run(context)
          isolate.dispose()
          return value
        },
      }
    }
    case 'quickjs-emscripten': {
      const quick = await (module as Quick).getQuickJS()
      return { name, evaluate: (expression) => Promise.resolve(quick.evalCode(expression)) }
    }
    case '@utcp/code-mode': {
      const client = await (module as CodeMode).CodeModeUtcpClient.create()
      return {
        name,
        evaluate: async (expression) => (await client.callToolChain(`return ${expression}`, 60_000)).result,
      }
    }
  }
}

/** Longest time one peer may take for all tasks, milliseconds. */
const deadlineMs = 150_000

/** Times of one peer by task, measured in a process of its own, so that neither its crash nor its threads are ours. What it did not finish is absent. */
export async function measurePeer(name: string, folder: string): Promise<Map<string, number[]>> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'measure.ts'), name, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const found = new Map<string, number[]>()
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-2000)))
  const closed = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs)
  for await (const line of createInterface({ input: child.stdout })) {
    const { task, times } = JSON.parse(line) as { task: string; times: number[] }
    if (task === 'end') break
    found.set(task, times)
  }
  child.kill('SIGKILL')
  await closed
  clearTimeout(timer)
  if (found.size === 0) throw new Error(/^\w*Error.*$/m.exec(words)?.[0] ?? 'it did not run')
  return found
}
