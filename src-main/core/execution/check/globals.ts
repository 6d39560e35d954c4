/** What agent code sees without an import, beside ECMAScript itself (design: execution, section 2). */
export const globalsDeclaration = `/** Variables of the session; kept from run to run. Values: JSON, Map, Set, Date, BigInt, bytes, cycles. */
declare const state: Record<string, any>

/** Calls a tool: \`callMCPTool('server/tool', input)\`. Wrappers in ./servers/<server> do the same with types. */
declare function callMCPTool<Result = any>(tool: string, input?: object): Promise<Result>
interface ToolQuery { query?: string; queries?: string[]; detailLevel?: 'name' | 'name+description' | 'full-schema'; category?: string; limit?: number; offset?: number }
interface ToolFound { tool: string; server: string; exportName: string; importFrom: string; score: number; description?: string; declaration?: string }
/** The servers with counts. */
declare function search_tools(): Promise<{ name: string; title: string; tools: number }[]>
/** Finds tools, best first. */
declare function search_tools(input: ToolQuery | string | string[], more?: ToolQuery): Promise<ToolFound[]>
/** Keys and types of a value, small, without values: to look before printing. */
declare function shapeOf(value: unknown): any
/** Shows a report with real values in Athena's window; the model gets "shown to the user". */
declare function present(value: unknown, title?: string): Promise<any>
/** Forwards an image or file handle of a tool result to the model. */
declare function emit(handle: unknown): Promise<any>
/** Computes with tokens such as [EMAIL_1] without seeing the value. */
declare const pii: {
  /** Kind of a token, such as 'EMAIL'. */
  kind(token: string): Promise<any>
  equals(left: string, right: string): Promise<boolean>
  /** Domain of an e-mail address or URL. */
  domain(token: string): Promise<any>
  last4(token: string): Promise<any>
}
/** Thrown when a tool reports an error. */
declare class ToolError extends Error {
  readonly server: string
  readonly tool: string
  readonly code: string
  readonly content: any
}

interface FileStat { size: number; mtimeMs: number; mtime: Date; isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }
/** Names in a folder of the virtual tree: /servers, /skills (read-only), /workspace (read-write, kept in the session). */
declare function readdir(path: string, options?: any): Promise<any[]>
declare function readFile(path: string, encoding: 'buffer' | 'bytes' | 'binary'): Promise<Uint8Array>
declare function readFile(path: string, options?: any): Promise<string>
declare function writeFile(path: string, data: any, options?: any): Promise<void>
declare function stat(path: string): Promise<FileStat>
declare function rm(path: string, options?: any): Promise<void>

interface Console {
  log(...values: any[]): void
  info(...values: any[]): void
  warn(...values: any[]): void
  error(...values: any[]): void
  debug(...values: any[]): void
  table(value: any, columns?: string[]): void
  dir(value: any, options?: any): void
  trace(...values: any[]): void
  assert(condition?: any, ...values: any[]): void
  count(label?: string): void
  countReset(label?: string): void
  group(...label: any[]): void
  groupCollapsed(...label: any[]): void
  groupEnd(): void
  time(label?: string): void
  timeLog(label?: string, ...values: any[]): void
  timeEnd(label?: string): void
}
declare const console: Console

declare function setTimeout(handler: (...values: any[]) => any, milliseconds?: number, ...values: any[]): any
declare function setInterval(handler: (...values: any[]) => any, milliseconds?: number, ...values: any[]): any
declare function setImmediate(handler: (...values: any[]) => any, ...values: any[]): any
declare function clearTimeout(timer?: any): void
declare function clearInterval(timer?: any): void
declare function clearImmediate(timer?: any): void
declare function queueMicrotask(callback: () => void): void
declare function structuredClone<T>(value: T): T
declare function atob(text: string): string
declare function btoa(text: string): string

declare class URLSearchParams implements Iterable<[string, string]> {
  constructor(init?: any)
  readonly size: number
  append(name: string, value: string): void
  delete(name: string, value?: string): void
  get(name: string): string | null
  getAll(name: string): string[]
  has(name: string, value?: string): boolean
  set(name: string, value: string): void
  sort(): void
  toString(): string
  forEach(callback: (value: string, name: string, parent: URLSearchParams) => void): void
  entries(): IterableIterator<[string, string]>
  keys(): IterableIterator<string>
  values(): IterableIterator<string>
  [Symbol.iterator](): IterableIterator<[string, string]>
}
declare class URL {
  constructor(url: string | URL, base?: string | URL)
  static canParse(url: string | URL, base?: string | URL): boolean
  hash: string
  host: string
  hostname: string
  href: string
  readonly origin: string
  password: string
  pathname: string
  port: string
  protocol: string
  search: string
  readonly searchParams: URLSearchParams
  username: string
  toString(): string
  toJSON(): string
}
declare class TextEncoder {
  readonly encoding: string
  encode(text?: string): Uint8Array
}
declare class TextDecoder {
  constructor(label?: string, options?: any)
  readonly encoding: string
  decode(bytes?: any, options?: any): string
}
declare const crypto: {
  randomUUID(): string
  getRandomValues<T>(array: T): T
}
`

/** The modules \`fs\` and \`fs/promises\` under their four names: the virtual tree. */
export const fileSystemDeclaration = ['fs/promises', 'node:fs/promises', 'fs', 'node:fs']
  .map((name) => {
    const isPromises = name.endsWith('promises')
    return `declare module '${name}' {
  interface Files {
    readdir(path: string, options?: any): Promise<any[]>
    readFile(path: string, encoding: 'buffer' | 'bytes' | 'binary'): Promise<Uint8Array>
    readFile(path: string, options?: any): Promise<string>
    writeFile(path: string, data: any, options?: any): Promise<void>
    appendFile(path: string, data: any, options?: any): Promise<void>
    mkdir(path: string, options?: any): Promise<any>
    access(path: string, mode?: any): Promise<void>
    exists(path: string): Promise<boolean>
    rename(from: string, to: string): Promise<void>
    copyFile(from: string, to: string): Promise<void>
    unlink(path: string): Promise<void>
    rmdir(path: string, options?: any): Promise<void>
    lstat(path: string): Promise<FileStat>
    stat(path: string): Promise<FileStat>
    rm(path: string, options?: any): Promise<void>
  }
  export const readdir: Files['readdir']
  export const readFile: Files['readFile']
  export const writeFile: Files['writeFile']
  export const appendFile: Files['appendFile']
  export const mkdir: Files['mkdir']
  export const access: Files['access']
  export const exists: Files['exists']
  export const rename: Files['rename']
  export const copyFile: Files['copyFile']
  export const unlink: Files['unlink']
  export const rmdir: Files['rmdir']
  export const lstat: Files['lstat']
  export const stat: Files['stat']
  export const rm: Files['rm']
${isPromises ? '' : '  export const promises: Files\n'}  const files: Files${isPromises ? '' : ' & { promises: Files }'}
  export default files
}
`
  })
  .join('')

/** Names that other places have and the sandbox has not, with what to use instead. */
export const unavailable: Readonly<Record<string, string>> = {
  fetch: 'There is no network. Use a tool of a connected server: search_tools({ query: "fetch url" }).',
  XMLHttpRequest: 'There is no network. Use a tool of a connected server.',
  WebSocket: 'There is no network. Use a tool of a connected server.',
  EventSource: 'There is no network. Use a tool of a connected server.',
  axios: 'There is no network and no npm. Use a tool of a connected server.',
  process: 'There is no process. Settings and credentials belong to the servers; pass values as constants.',
  require: "Write `import { name } from './servers/<server>'` at the top of the code.",
  module: 'Use `return value` for the result; `export` only in skills.',
  exports: 'Use `return value` for the result; `export` only in skills.',
  Buffer: 'Use TextEncoder/TextDecoder, Uint8Array, atob and btoa.',
  __dirname: 'Use paths of the virtual tree, such as /workspace/data.json.',
  __filename: 'Use paths of the virtual tree, such as /workspace/data.json.',
  global: 'Use `state` for what must last; globalThis is not kept.',
  window: 'There is no page. Use present(value) to show something to the user.',
  document: 'There is no page. Use present(value) to show something to the user.',
  navigator: 'There is no browser here.',
  localStorage: 'Use `state` (kept in the session) or files below /workspace.',
  sessionStorage: 'Use `state` (kept in the session) or files below /workspace.',
  indexedDB: 'Use `state` (kept in the session) or files below /workspace.',
  alert: 'Use present(value, title) to show something to the user.',
  prompt: 'Ask the user in the conversation, not in code.',
  confirm: 'Ask the user in the conversation, not in code.',
  Deno: "The code runs in Athena's sandbox. Files: readFile and writeFile below /workspace.",
  Bun: "The code runs in Athena's sandbox. Files: readFile and writeFile below /workspace.",
  Worker: 'There are no threads. Run calls at once with Promise.all.',
  SharedArrayBuffer: 'Use ArrayBuffer.',
  Atomics: 'There are no threads.',
  WebAssembly: 'WebAssembly is not available. Write the computation in TypeScript.',
  performance: 'Use Date.now().',
  AbortController: 'Calls end by themselves at their time limit; use Promise.race with a timer.',
  Blob: 'Use strings or Uint8Array, and files below /workspace.',
  File: 'Use strings or Uint8Array, and files below /workspace.',
  FormData: 'Use a plain object and a tool that sends it.',
  Headers: 'There is no network. Use a tool of a connected server.',
  Request: 'There is no network. Use a tool of a connected server.',
  Response: 'There is no network. Use a tool of a connected server.',
  _: 'There is no npm. Write it with the methods of Array and Object.',
  lodash: 'There is no npm. Write it with the methods of Array and Object.',
  moment: 'There is no npm. Use Date and Intl.',
  dayjs: 'There is no npm. Use Date and Intl.',
  client: 'Import from ./servers/<server>, or use callMCPTool.',
  mcp: 'Import from ./servers/<server>, or use callMCPTool.',
  tools: "Import from './servers/<server>', or use callMCPTool('server/tool', input).",
  servers: "Import from './servers/<server>', or use callMCPTool('server/tool', input).",
  fs: "Write `import fs from 'fs/promises'`, or use readFile and writeFile directly.",
  path: 'Paths of the virtual tree are plain strings such as /workspace/data.json.',
  sleep: 'Write `await new Promise((resolve) => setTimeout(resolve, milliseconds))`.',
  print: 'Use console.log.',
}
