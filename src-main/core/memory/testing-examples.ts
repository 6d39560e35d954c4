import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../../contract/json.ts'
import { operations } from './operations.ts'

/** The examples of docs/memory.md as one program, run against any function that calls an operation; for tests without a sandbox. */
export async function runExamples(
  call: (operation: `${string}/${string}`, input: Record<string, Json>) => Promise<unknown>,
): Promise<void> {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/memory.md'), 'utf8')
  const layers: Record<string, Record<string, (...args: Json[]) => Promise<unknown>>> = {}
  for (const { layer, name, positional } of operations) {
    const functionName = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    const reserved = ['delete', 'import', 'export'].includes(functionName)
    const functions = (layers[layer] ??= {})
    functions[reserved ? `${functionName}_` : functionName] = (...args) => {
      const input: Record<string, Json> = {}
      args.forEach((value, index) => {
        const isNamed = value !== null && typeof value === 'object' && !Array.isArray(value)
        if (isNamed) Object.assign(input, value)
        else input[positional?.[index] ?? ''] = value
      })
      return call(`${layer}/${name}`, input)
    }
  }
  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (servers: object) => Promise<void>
  for (const [, code = ''] of text.matchAll(/```ts\n([\s\S]*?)```/g)) {
    const body = code
      .replace(/import \{([^}]*)\} from '\.\/servers\/(\w+)'/g, 'const {$1} = servers.$2')
      .replace(/import \* as (\w+) from '\.\/servers\/(\w+)'/g, 'const $1 = servers.$2')
    await new AsyncFunction('servers', body)(layers)
  }
}
