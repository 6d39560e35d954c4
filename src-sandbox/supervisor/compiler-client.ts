import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { setPriority } from 'node:os'
import path from 'node:path'
import type { SandboxModule } from '../../src-main/contract/sandbox.ts'
import type { CompileAnswer } from '../compiler/main.ts'
import type { GateResult } from '../compiler/gate.ts'

/** What is remembered of compiled texts, characters. The gate is a pure function of its input, and agents repeat themselves. */
const rememberedCharacters = 2_000_000

/** Longest time the gate may take for one run, milliseconds; honest code of 100 KB takes under 100. */
const deadlineMs = 5000

export interface CompilerClient {
  compile(source: string, modules: Record<string, SandboxModule>): Promise<{ result: GateResult; ms: number }>
  readonly pid: number | undefined
  close(): void
}

function refused(message: string): GateResult {
  return {
    ok: false,
    problems: [
      {
        severity: 'error',
        code: 'TOO_LARGE',
        rule: 'gate',
        message,
        line: 1,
        column: 1,
        suggestion: 'Split the expression into smaller statements.',
      },
    ],
  }
}

/** Keeps one compiler process. If it dies or stalls on a text, that text is refused and the process replaced. */
export function createCompilerClient(folder: string, nodePath: string, rulesOff: boolean): CompilerClient {
  let child: ChildProcess | undefined
  let ids = 0
  let closed = false
  const remembered = new Map<string, GateResult>()
  let characters = 0
  const waiting = new Map<number, (answer: { result: GateResult; ms: number }) => void>()

  function start(): ChildProcess {
    const started = fork(path.join(folder, 'compiler.js'), [], {
      execPath: nodePath,
      // It reads its own parsers; it writes nothing and starts nothing.
      execArgv: [
        '--max-old-space-size=256',
        '--no-warnings',
        '--permission',
        '--allow-fs-read=*',
        '--allow-addons',
      ],
      env: { LANG: 'C', TZ: 'UTC' },
      cwd: '/',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    })
    started.on('message', (answer: CompileAnswer) => {
      const done = waiting.get(answer.id)
      waiting.delete(answer.id)
      done?.({ result: answer.result, ms: answer.ms })
    })
    started.on('error', () => undefined)
    // It inherits the supervisor's priority; compiling is ordinary work.
    try {
      if (started.pid !== undefined) setPriority(started.pid, 0)
    } catch {
      // gone already
    }
    started.on('exit', () => {
      if (child !== started) return
      child = undefined
      // The oldest request is the one it was working on; the others are asked again.
      const [first, ...rest] = [...waiting.entries()]
      waiting.clear()
      first?.[1]({ result: refused('The code nests too deeply to be compiled.'), ms: 0 })
      for (const [id, done] of rest) again.get(id)?.(done)
      if (!closed) child = start()
    })
    return started
  }
  const again = new Map<number, (done: (answer: { result: GateResult; ms: number }) => void) => void>()

  child = start()
  return {
    get pid() {
      return child?.pid
    },
    async compile(source, modules) {
      const begin = performance.now()
      const key = JSON.stringify([source, modules])
      const known = remembered.get(key)
      if (known !== undefined) return { result: known, ms: performance.now() - begin }
      const answer = await ask(source, modules)
      if (answer.result.ok) remember(key, answer.result)
      return answer
    },
    close() {
      closed = true
      child?.kill('SIGKILL')
    },
  }

  function remember(key: string, result: GateResult): void {
    if (remembered.has(key)) return
    remembered.set(key, result)
    characters += key.length
    for (const oldest of remembered.keys()) {
      if (characters <= rememberedCharacters) break
      remembered.delete(oldest)
      characters -= oldest.length
    }
  }

  function ask(
    source: string,
    modules: Record<string, SandboxModule>,
  ): Promise<{ result: GateResult; ms: number }> {
    return new Promise((resolve) => {
      const begin = performance.now()
      const send = (done: (answer: { result: GateResult; ms: number }) => void): void => {
        const id = ++ids
        const timer = setTimeout(() => child?.kill('SIGKILL'), deadlineMs)
        waiting.set(id, (answer) => {
          clearTimeout(timer)
          again.delete(id)
          done(answer)
        })
        again.set(id, (next) => {
          clearTimeout(timer)
          again.delete(id)
          send(next)
        })
        child ??= start()
        child.send({ id, source, modules, rulesOff }, (error) => {
          // A closed channel: the exit event settles what waits.
          void error
        })
      }
      send((answer) => resolve({ result: answer.result, ms: performance.now() - begin }))
    })
  }
}
