import { agentFile, modulePrefix } from '../frames.ts'
import type { ResultError, RunFrame, RunnerModule } from '../frames.ts'
import {
  NativeError,
  NativeMap,
  NativePromise,
  NativeTypeError,
  freeze,
  globals,
  hasOwn,
  keys,
  mapGet,
  mapSet,
  matches,
  parse,
  resolved,
  stringify,
  chain,
  toNumber,
  toText,
  sliceText,
  join,
} from './primordials.ts'
import { defineGlobal, lastDeliveredTool, log, send, setWriter, settle, ToolError } from './channel.ts'
import { createConsole, setLogBudget } from './console.ts'
import { installEncoding } from './encoding.ts'
import { createFiles, installFiles } from './files.ts'
import { inspect } from './inspect.ts'
import { installRandom, seedRandom } from './random.ts'
import { defineLines, installStacks } from './stack.ts'
import { decodeState, encodeState } from './state-codec.ts'
import { installStructuredClone } from './structured-clone.ts'
import { fireTimers, installTimers, syncClock } from './timers.ts'
import { toJson } from './to-json.ts'
import { installTools, serverModule } from './tools.ts'
import { installUrl } from './url.ts'

const maxStateBytes = 10 * 1024 * 1024

type Importer = (key: string) => Promise<unknown>
type Code = (load: Importer) => Promise<unknown>

/** What the runner may call. Everything that crosses is a primitive or a function of this realm. */
export interface GuestApi {
  /** Gives the code of a module; before `start`. */
  define(key: string, code: Code): void
  /** Starts the run: the frame's text and the agent's function. */
  start(frame: string, code: Code): void
  /** Delivers a result frame. */
  deliver(frame: string): void
  /** Timers are due. */
  fire(frame: string): void
}

const codes = new NativeMap<unknown, unknown>()

function describe(error: unknown): { name: string; message: string; stack: string } {
  try {
    if (typeof error === 'object' && error !== null) {
      const { name, message, stack } = error as { name?: unknown; message?: unknown; stack?: unknown }
      const shown = message === undefined ? inspect(error) : toText(message)
      return {
        name: name === undefined ? 'Error' : toText(name),
        message: shown,
        stack: typeof stack === 'string' ? stack : '',
      }
    }
    return {
      name: 'Error',
      message: `The code threw ${inspect(error)}; throw an Error to keep the line`,
      stack: '',
    }
  } catch {
    return { name: 'Error', message: 'An error that cannot be shown', stack: '' }
  }
}

function failed(error: unknown): void {
  const { name, message, stack } = describe(error)
  let out = `{"t":"done","ok":false,"error":{"name":${stringify(sliceText(name, 0, 200))},"message":${stringify(sliceText(message, 0, 20_000))},"stack":${stringify(sliceText(stack, 0, 10_000))}`
  const at = matches(/agent\.ts:(\d+):(\d+)/, stack)
  if (at) out += `,"line":${toNumber(at[1])},"column":${toNumber(at[2])}`
  try {
    const tool =
      error instanceof ToolError
        ? `${error.server}/${error.tool}`
        : error instanceof NativeTypeError
          ? lastDeliveredTool()
          : undefined
    if (tool !== undefined) out += `,"tool":${stringify(toText(tool))}`
  } catch {
    // a changed instanceof: the tool stays unknown
  }
  send(`${out}}}`)
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && keys(value).length === 0
}

/** Sends `state` if there is any; answers false when it could not be kept, which ends the run as failed. */
function sendState(before: string | null): boolean {
  try {
    const { state } = globals
    if (before === null && isEmpty(state)) return true
    const { text, dropped } = encodeState(state, maxStateBytes)
    if (dropped.length > 0)
      log('warn', `Functions and symbols cannot be kept in state and were left out: ${join(dropped, ', ')}`)
    send(`{"t":"state","text":${stringify(text)}}`)
    return true
  } catch (error) {
    failed(error)
    return false
  }
}

function succeeded(value: unknown, before: string | null, resultBytes: number): void {
  let out: string
  try {
    const converted = toJson(value, resultBytes)
    out = `{"t":"done","ok":true,"json":${converted.json},"notes":[`
    for (let i = 0; i < converted.notes.length; i++) out += (i > 0 ? ',' : '') + stringify(converted.notes[i])
    out += `]${converted.undefined ? ',"undefined":true' : ''}}`
  } catch (error) {
    if (sendState(before)) failed(error)
    return
  }
  if (sendState(before)) send(out)
}

/** Loads modules once each, on the first import. */
function createImporter(modules: Record<string, RunnerModule>): Importer {
  const loaded = new NativeMap<unknown, unknown>()
  const load: Importer = (key) => {
    const known = mapGet(loaded, key)
    if (known !== undefined) return known as Promise<unknown>
    const module = hasOwn(modules, key) ? modules[key] : undefined
    let promise: Promise<unknown>
    if (!module)
      promise = new NativePromise((_, reject) =>
        reject(new NativeError(`There is no module ${stringify(key)}`)),
      )
    else if (module.kind === 'server') promise = resolved(serverModule(module.exports))
    else if (module.kind === 'fs') promise = resolved(createFiles())
    else {
      const code = mapGet(codes, key) as Code | undefined
      // A module that is waiting for itself would wait for ever.
      mapSet(
        loaded,
        key,
        new NativePromise((_, reject) =>
          reject(new NativeError(`The module ${stringify(key)} imports itself in a circle`)),
        ),
      )
      chain(mapGet(loaded, key) as Promise<unknown>, undefined, () => undefined)
      promise = code ? code(load) : resolved(undefined)
    }
    mapSet(loaded, key, promise)
    return promise
  }
  return load
}

function start(text: string, code: Code): void {
  const frame = parse(text) as RunFrame
  // The realm is older than the run: its clock starts now.
  syncClock(0)
  seedRandom(frame.seed)
  setLogBudget(frame.logBytes)
  defineLines(agentFile, frame.main.lines)
  const names = keys(frame.modules)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    const module = frame.modules[name]
    if (module?.kind === 'code') defineLines(modulePrefix + name, module.compiled.lines)
  }
  installTools(frame.resultBytes)
  try {
    defineGlobal('state', frame.state === null ? {} : decodeState(frame.state))
  } catch (error) {
    failed(error)
    return
  }
  try {
    chain(
      resolved(code(createImporter(frame.modules))),
      (value) => succeeded(value, frame.state, frame.resultBytes),
      (error) => {
        if (sendState(frame.state)) failed(error)
      },
    )
  } catch (error) {
    failed(error)
  }
}

/** Things a bare realm has that agent code must not: code from text, shared memory, a view of the garbage collector. */
const removed = [
  'WebAssembly',
  'SharedArrayBuffer',
  'Atomics',
  'WeakRef',
  'FinalizationRegistry',
  'eval',
  'ShadowRealm',
  'gc',
]

/** Prepares the realm. Runs inside it, before any foreign code; `hostWrite` is the one host function that enters. */
export function boot(hostWrite: (text: string) => void): GuestApi {
  for (let i = 0; i < removed.length; i++) delete globals[removed[i] ?? '']
  installStacks()
  setWriter(hostWrite)
  installTimers()
  installEncoding()
  installRandom()
  installStructuredClone()
  installUrl()
  installFiles()
  defineGlobal('console', freeze(createConsole()))
  defineGlobal('queueMicrotask', (run: unknown) => {
    if (typeof run !== 'function') throw new NativeTypeError('queueMicrotask takes a function')
    chain(resolved(undefined), () => run() as unknown)
  })
  return {
    __proto__: null,
    define: (key: string, code: Code) => void mapSet(codes, key, code),
    start,
    deliver: (text: string) => {
      const frame = parse(text) as {
        id: number
        ok: boolean
        value?: unknown
        error?: ResultError
        at: number
      }
      syncClock(frame.at)
      settle(frame)
    },
    fire: (text: string) => {
      syncClock((parse(text) as { at: number }).at)
      fireTimers()
    },
  } as unknown as GuestApi
}
