import vm from 'node:vm'
import type { GuestApi } from '../guest/boot.ts'
import type { Compiled } from '../frames.ts'

/** One realm: its global object shares nothing with ours but one function that takes a string. */
export interface Realm {
  api: GuestApi
  /** Compiles the text of one function and gives the function, which belongs to the realm. */
  load(compiled: Compiled, file: string): Parameters<GuestApi['define']>[1]
  /** Runs the realm's own promise jobs until none is left. */
  flush(): void
  context: vm.Context
}

const flushScript = new vm.Script('0', { filename: 'athena:flush' })

/** Makes realms from the guest's source text; the text is compiled once. */
export function createRealmFactory(guestSource: string): (write: (text: string) => void) => Realm {
  const bootScript = new vm.Script(guestSource, { filename: 'athena:guest' })
  return (write) => {
    const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, {
      name: 'agent',
      microtaskMode: 'afterEvaluate',
      codeGeneration: { strings: false, wasm: false },
    })
    const boot = bootScript.runInContext(context) as (write: (text: string) => void) => GuestApi
    const api = boot(write)
    return {
      context,
      api,
      load: (compiled, file) =>
        new vm.Script(`(${compiled.code})`, { filename: file }).runInContext(context) as never,
      flush: () => void flushScript.runInContext(context),
    }
  }
}
