import type { JsonSchema } from '../../contract/json.ts'
import { camelCase } from './names.ts'
import { propertyKey, quote } from './type-text.ts'

export interface PositionalInput {
  /** `export async function name`. */
  head: string
  result: string
  inputName: string
  /** Leading parameters that may be given by position, scalars, in order. */
  names: string[]
  schema: JsonSchema
  /** Tool id. */
  id: string
  /** Parameter list of the form with one object. */
  single: string
}

/**
 * The forms of a built-in tool: `recall('query', 5)`, `recall('query', { limit: 5 })` and `recall({ query: 'query' })`.
 */
export function writePositional(input: PositionalInput): { overloads: string; implementation: string } {
  const { head, result, inputName, names, id, single } = input
  const required = new Set(Array.isArray(input.schema['required']) ? input.schema['required'] : [])
  let isOptional = false
  const parameters = names.map((name) => {
    isOptional ||= !required.has(name)
    return {
      key: name,
      name: camelCase(name),
      type: `${inputName}[${quote(name)}]`,
      mark: isOptional ? '?' : '',
    }
  })
  const [first, second, ...others] = parameters
  if (!first) return { overloads: '', implementation: '' }
  const listed = parameters.map(({ name, mark, type }) => `${name}${mark}: ${type}`).join(', ')
  const restType = `Omit<${inputName}, ${quote(first.key)}>`
  const overloads =
    `${head}(${listed}): Promise<${result}>\n` +
    `${head}(${first.name}: ${first.type}, rest: ${restType}): Promise<${result}>\n` +
    `${head}(${single}): Promise<${result}>\n`

  const more = second
    ? [
        `${second.name}?: ${second.type} | ${restType}`,
        ...others.map(({ name, type }) => `${name}?: ${type}`),
      ]
    : [`rest?: ${restType}`]
  const pair = ({ key, name }: { key: string; name: string }) =>
    key === name ? name : `${propertyKey(key)}: ${name}`
  const scalars = second ? `{ ${[second, ...others].map(pair).join(', ')} }` : 'rest'
  const spread = second ? `(typeof ${second.name} === 'object' ? ${second.name} : ${scalars})` : scalars
  const implementation =
    `${head}(first${first.mark}: ${inputName} | ${first.type}, ${more.join(', ')}): Promise<${result}> {\n` +
    `  return callMCPTool(${quote(id)}, typeof first === 'object' ? first : { ${propertyKey(first.key)}: first, ...${spread} })\n}\n`
  return { overloads, implementation }
}
