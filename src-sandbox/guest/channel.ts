import type { LogLevel } from '../../src-main/contract/events.ts'
import type { ResultError } from '../frames.ts'
import {
  NativeError,
  NativeMap,
  NativePromise,
  defineProperty,
  isArray,
  mapDelete,
  mapGet,
  mapSet,
  startsWith,
  stringify,
  toText,
  globals,
  NativeTypeError,
  NativeRangeError,
} from './primordials.ts'
import { ownLine } from './stack.ts'
import { argumentsToJson } from './to-json.ts'

/** Largest text of the arguments of one call, characters. */
const maxArguments = 12 * 1024 * 1024

let write: (text: string) => void = () => undefined

/** Sets the one host function there is. It takes a string and gives nothing; what it throws is a host object and never seen. */
export function setWriter(hostWrite: (text: string) => void): void {
  write = (text) => {
    try {
      hostWrite(text)
    } catch {
      // the supervisor ends a run whose channel is broken
    }
  }
}

/** Sends one frame, as JSON text. */
export function send(text: string): void {
  write(text)
}

/** `,"line":n` when the agent's line is known. */
export function linePart(): string {
  const line = ownLine()
  return line === undefined ? '' : `,"line":${line}`
}

/** A tool that failed, as the agent's code catches it. */
export class ToolError extends NativeError {
  declare server: string
  declare tool: string
  declare code: string
  declare content: unknown
  constructor(message: string, details: { server: string; tool: string; code: string; content?: unknown }) {
    super(message)
    const put = (name: string, value: unknown, enumerable: boolean): void => {
      defineProperty(this, name, {
        __proto__: null,
        value,
        writable: true,
        configurable: true,
        enumerable,
      } as PropertyDescriptor)
    }
    put('name', 'ToolError', false)
    put('server', details.server, true)
    put('tool', details.tool, true)
    put('code', details.code, true)
    if (details.content !== undefined) put('content', details.content, true)
  }
}

interface Pending {
  tool: string
  resolve(value: unknown): void
  reject(error: unknown): void
}

const pending = new NativeMap<unknown, unknown>()
let count = 0
let lastTool: string | undefined
/** The tool whose result was delivered last: the likely source of a TypeError that follows. */
export const lastDeliveredTool = (): string | undefined => lastTool

function split(tool: string): { server: string; tool: string } {
  const found = /^([^/.]+?)(?:\/|\.|__)(.+)$/.exec(tool)
  return found ? { server: found[1] ?? '', tool: found[2] ?? '' } : { server: '', tool }
}

/** Asks the host for a tool call. The promise is settled by the frame that answers it. */
export function call(tool: unknown, args: unknown): Promise<unknown> {
  const id = ++count
  const name = toText(tool)
  const line = linePart()
  return new NativePromise((resolve, reject) => {
    let text: string
    try {
      text = argumentsToJson(args, maxArguments)
    } catch (error) {
      const message =
        error instanceof NativeTypeError || error instanceof NativeRangeError
          ? error.message
          : 'The arguments are not JSON.'
      reject(new ToolError(message, { ...split(name), code: 'BAD_ARGUMENTS' }))
      return
    }
    mapSet(pending, id, { __proto__: null, tool: name, resolve, reject })
    send(`{"t":"call","id":${id},"tool":${stringify(name)},"args":${text}${line}}`)
  })
}

/** Settles the call that a result frame answers. */
export function settle(frame: { id: number; ok: boolean; value?: unknown; error?: ResultError }): void {
  const waiting = mapGet(pending, frame.id) as Pending | undefined
  if (!waiting) return
  mapDelete(pending, frame.id)
  if (frame.ok) {
    if (!startsWith(waiting.tool, 'athena/')) lastTool = waiting.tool
    waiting.resolve(frame.value)
    return
  }
  const { error } = frame
  waiting.reject(
    new ToolError(error?.message ?? 'The tool failed', {
      ...split(error?.tool ?? waiting.tool),
      code: error?.code ?? 'TOOL_FAILED',
      content: error?.content,
    }),
  )
}

/** Sends one log line. */
export function log(level: LogLevel, text: string): void {
  send(`{"t":"log","level":"${level}","text":${stringify(text)}${linePart()}}`)
}

/** Defines a global that code may overwrite for itself but that loops over the global object do not list. */
export function defineGlobal(name: string, value: unknown): void {
  defineProperty(globals, name, {
    __proto__: null,
    value,
    writable: true,
    configurable: true,
    enumerable: false,
  } as PropertyDescriptor)
}

/** True for a plain object, the kind that carries named arguments. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !isArray(value)
}
