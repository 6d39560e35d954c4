import type { SandboxModule } from '../../src-main/contract/sandbox.ts'
import { compile } from './gate.ts'
import type { GateResult } from './gate.ts'

/** A request to the compiler process. */
export interface CompileRequest {
  id: number
  source: string
  modules: Record<string, SandboxModule>
  rulesOff: boolean
}
export interface CompileAnswer {
  id: number
  result: GateResult
  ms: number
}

// A process of its own: native parsers recurse, and text made to overflow their stack ends this process, not the supervisor.
process.on('message', (request: CompileRequest) => {
  const start = performance.now()
  let result: GateResult
  try {
    result = compile(request.source, request.modules, { rulesOff: request.rulesOff })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    result = {
      ok: false,
      problems: [
        {
          severity: 'error',
          code: 'INTERNAL',
          rule: 'gate',
          message: `The code could not be compiled: ${message}`,
          line: 1,
          column: 1,
        },
      ],
    }
  }
  process.send?.({ id: request.id, result, ms: performance.now() - start } satisfies CompileAnswer)
})
process.on('disconnect', () => process.exit(0))
// Loads the parsers' lazy parts before the first request.
compile('const a: number = 1\nreturn a', {})
