import type { JsonSchema } from '../../contract/json.ts'
import { type Declaration, circularAliases, reachable } from './alias-cycles.ts'
import { pascalCase, uniqueName } from './names.ts'
import {
  isRecord,
  quote,
  propertyKey,
  compactJson,
  isSafeIntegerBound,
  literal,
  group,
  stripNested,
  union,
  intersection,
} from './type-text.ts'
import { docComment, visibleText } from './untrusted-text.ts'

/** TypeScript of one schema. */
export interface GeneratedType {
  /** Declarations, each `export interface` / `export type`, the root first, then what it refers to. */
  text: string
  /** Keywords that TypeScript cannot say, in words, each with where. What could not be said at all became `unknown`. */
  degraded: string[]
  /** True if a value of the type may be left out: nothing is required. */
  allOptional: boolean
}

/** Nesting of one declaration beyond which a part becomes `unknown`; protects readers and the compiler from hostile schemas. */
const maxDepth = 32
/** Schema nodes turned into types for one tool side; beyond, `unknown`. */
const maxNodes = 6_000

/** Keywords that TypeScript cannot check; kept as JSDoc tags so that no reader loses them. */
const tagKeywords = [
  'default',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'examples',
  'example',
  'deprecated',
  'readOnly',
  'writeOnly',
  'contentEncoding',
  'contentMediaType',
  'contentSchema',
  '$comment',
  'minContains',
  'maxContains',
] as const
/** Keywords with a meaning for validity that no TypeScript type has; they become JSDoc tags and are reported as degraded. */
const degradedKeywords = [
  'not',
  'if',
  'then',
  'else',
  'contains',
  'dependentSchemas',
  'dependentRequired',
  'dependencies',
  'unevaluatedProperties',
  'unevaluatedItems',
] as const
const typedKeywords = [
  'type',
  'properties',
  'required',
  'items',
  'prefixItems',
  'additionalProperties',
  'patternProperties',
  'propertyNames',
  'enum',
  'const',
  'oneOf',
  'anyOf',
  'allOf',
  '$ref',
  '$dynamicRef',
  '$recursiveRef',
  'nullable',
  'additionalItems',
  'discriminator',
  'title',
  'description',
  '$schema',
  '$id',
  'id',
  '$defs',
  'definitions',
  '$anchor',
  '$dynamicAnchor',
  '$recursiveAnchor',
  '$vocabulary',
]
const knownKeywords: ReadonlySet<string> = new Set([...tagKeywords, ...degradedKeywords, ...typedKeywords])

/**
 * Writes one JSON Schema (draft-07 or 2020-12) as TypeScript declarations. References are followed inside the document
 * only, never over the network.
 */
export function schemaToTypeScript(schema: JsonSchema, rootName: string): GeneratedType {
  return new Writer(schema, rootName).write()
}

class Writer {
  private readonly root: JsonSchema
  private readonly rootName: string
  private readonly degraded = new Set<string>()
  private readonly names = new Map<unknown, string>()
  private readonly takenNames: Set<string>
  private readonly pending: { name: string; schema: unknown; path: string }[] = []
  private nodes = 0

  constructor(root: JsonSchema, rootName: string) {
    this.root = root
    this.rootName = rootName
    this.takenNames = new Set([rootName.toLowerCase()])
    this.names.set(root, rootName)
  }

  write(): GeneratedType {
    const all = [this.declaration(this.rootName, this.root, '#')]
    for (let next = this.pending.shift(); next !== undefined; next = this.pending.shift()) {
      all.push(this.declaration(next.name, next.schema, next.path))
    }
    for (const name of circularAliases(all)) {
      const declaration = all.find((one) => one.name === name)
      if (!declaration) continue
      declaration.type = 'unknown'
      this.degrade('#', `\`${name}\` refers to itself and nothing else`)
    }
    return {
      text: reachable(all)
        .map(({ name, doc, type, isInterface }) =>
          isInterface ? `${doc}export interface ${name} ${type}\n` : `${doc}export type ${name} = ${type}\n`,
        )
        .join('\n'),
      degraded: [...this.degraded],
      allOptional: this.isAllOptional(this.root),
    }
  }

  private isAllOptional(schema: JsonSchema): boolean {
    if (schema['type'] !== 'object' && schema['type'] !== undefined) return false
    const branches = ['oneOf', 'anyOf', 'allOf', '$ref', '$dynamicRef', 'const', 'enum', 'not']
    const required = Array.isArray(schema['required']) ? schema['required'].length : 0
    return required === 0 && branches.every((key) => schema[key] === undefined)
  }

  private declaration(name: string, schema: unknown, path: string): Declaration {
    const doc = isRecord(schema) ? docComment(this.docLines(schema, path)) : ''
    const type = this.type(schema, path, 0, '')
    const isOneObject = type.startsWith('{') && type.endsWith('}') && /^\s*$/.test(stripNested(type))
    return { name, doc, type, isInterface: isOneObject && !type.startsWith('{ [K in') }
  }

  private degrade(path: string, what: string): void {
    if (this.degraded.size < 50) this.degraded.add(`${path === '#' ? 'root' : path.slice(2)}: ${what}`)
  }

  /** Description and the keywords that the type cannot carry. */
  private docLines(schema: JsonSchema, path: string): string[] {
    const lines: string[] = []
    const { title, description } = schema
    if (typeof description === 'string' && description.trim() !== '') lines.push(description)
    else if (typeof title === 'string' && title.trim() !== '' && path !== '#') lines.push(title)
    const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type']]
    if (types.includes('integer')) lines.push('@integer')
    for (const keyword of tagKeywords) {
      const value = schema[keyword]
      if (value === undefined || (keyword.endsWith('imum') && isSafeIntegerBound(value))) continue
      if (value === true && keyword !== 'default') lines.push(`@${keyword}`)
      else if (value !== false || keyword === 'default') lines.push(`@${keyword} ${compactJson(value)}`)
    }
    for (const keyword of degradedKeywords) {
      const value = schema[keyword]
      if (value === undefined || (keyword === 'not' && isRecord(value) && Object.keys(value).length === 0))
        continue
      if (keyword === 'unevaluatedProperties' || keyword === 'unevaluatedItems') {
        if (value === true) continue
      }
      lines.push(`@${keyword} ${compactJson(value)}`)
      this.degrade(path, `\`${keyword}\` is in the comment only`)
    }
    for (const keyword of Object.keys(schema)) {
      if (knownKeywords.has(keyword)) continue
      lines.push(`@${visibleText(keyword).replace(/[^\w$-]/g, '_')} ${compactJson(schema[keyword])}`)
    }
    return lines
  }

  private type(schema: unknown, path: string, depth: number, indent: string): string {
    if (schema === true || schema === undefined) return 'unknown'
    if (schema === false) return 'never'
    if (!isRecord(schema)) {
      this.degrade(path, 'is not a schema')
      return 'unknown'
    }
    if (++this.nodes > maxNodes || depth > maxDepth) {
      this.degrade(path, depth > maxDepth ? `deeper than ${maxDepth} levels` : `more than ${maxNodes} parts`)
      return 'unknown /* deeper: see the full schema */'
    }
    const not = schema['not']
    if (not === true || (isRecord(not) && Object.keys(not).length === 0)) return 'never'

    const parts: string[] = []
    const reference = schema['$ref'] ?? schema['$dynamicRef'] ?? schema['$recursiveRef']
    if (typeof reference === 'string') parts.push(this.reference(reference, path))
    if ('const' in schema) parts.push(literal(schema['const']))
    else if (Array.isArray(schema['enum'])) parts.push(union(schema['enum'].map((value) => literal(value))))
    else {
      const base = this.baseType(schema, path, depth, indent)
      if (base !== undefined) parts.push(base)
    }
    for (const keyword of ['anyOf', 'oneOf'] as const) {
      const variants = schema[keyword]
      if (!Array.isArray(variants) || variants.length === 0) continue
      parts.push(
        union(
          variants.map((variant, index) =>
            this.variant(variant, schema, `${path}/${keyword}/${index}`, depth, indent),
          ),
        ),
      )
    }
    if (Array.isArray(schema['allOf'])) {
      parts.push(
        ...schema['allOf'].map((member, index) =>
          this.variant(member, schema, `${path}/allOf/${index}`, depth, indent),
        ),
      )
    }
    const type = intersection(parts)
    return schema['nullable'] === true ? union([type, 'null']) : type
  }

  /** A member of a union or intersection. One that only says which fields must be there keeps just that. */
  private variant(member: unknown, parent: JsonSchema, path: string, depth: number, indent: string): string {
    if (
      isRecord(member) &&
      Array.isArray(member['required']) &&
      member['properties'] === undefined &&
      parent['properties'] !== undefined
    ) {
      const others = Object.keys(member).filter(
        (key) => !['required', 'type', 'title', 'description'].includes(key),
      )
      if (others.length === 0) {
        const fields = member['required'].filter((name) => typeof name === 'string')
        return fields.length === 0
          ? 'unknown'
          : `{ ${fields.map((name) => `${propertyKey(name)}: unknown`).join('; ')} }`
      }
    }
    const lines = isRecord(member) ? this.docLines(member, path) : []
    const type = this.type(member, path, depth + 1, indent)
    const said = lines.join(' ').replace(/\s+/g, ' ')
    // What a variant says about itself has no property to stand on: keep it as a short comment before the variant.
    return said === '' || said.length > 300 || type === 'null' ? type : `/* ${docText(said)} */ ${type}`
  }

  private baseType(schema: JsonSchema, path: string, depth: number, indent: string): string | undefined {
    let names: unknown[] = Array.isArray(schema['type'])
      ? schema['type']
      : schema['type'] === undefined
        ? []
        : [schema['type']]
    if (names.length === 0) {
      const objectLike = ['properties', 'additionalProperties', 'patternProperties', 'propertyNames'].some(
        (key) => key in schema,
      )
      if (objectLike) names = ['object']
      else if ('items' in schema || 'prefixItems' in schema) names = ['array']
      else if (Array.isArray(schema['required']) && path !== '#') names = ['object']
      else return undefined
    }
    return union(
      names.map((name) => {
        switch (name) {
          case 'string':
            return 'string'
          case 'number':
          case 'integer':
            return 'number'
          case 'boolean':
            return 'boolean'
          case 'null':
            return 'null'
          case 'array':
            return this.arrayType(schema, path, depth, indent)
          case 'object':
            return this.objectType(schema, path, depth, indent)
          default:
            this.degrade(path, `unknown type ${compactJson(name, 40)}`)
            return 'unknown'
        }
      }),
    )
  }

  private arrayType(schema: JsonSchema, path: string, depth: number, indent: string): string {
    const { items, prefixItems, minItems } = schema
    const tuple: unknown[] | undefined = Array.isArray(prefixItems)
      ? prefixItems
      : Array.isArray(items)
        ? items
        : undefined
    if (tuple === undefined) {
      if (items === undefined) return 'unknown[]'
      // A list of records as the whole result: the record gets a name, which messages then use.
      if (
        schema === this.root &&
        isRecord(items) &&
        isRecord(items['properties']) &&
        !this.names.has(items)
      ) {
        return `${this.named('item', items)}[]`
      }
      const item = this.type(items, `${path}/items`, depth + 1, indent)
      return item === 'never' ? '[]' : `${group(item)}[]`
    }
    const rest = Array.isArray(prefixItems) ? items : schema['additionalItems']
    const least = typeof minItems === 'number' ? minItems : 0
    // Schemas say "exactly these" by the list alone as a rule; only a `minItems` below the length makes the last ones optional.
    const types = tuple.map((item, index) => {
      const type = this.type(item, `${path}/prefixItems/${index}`, depth + 1, indent)
      return typeof minItems === 'number' && index >= least ? `${group(type)}?` : type
    })
    if (rest !== false && rest !== undefined)
      types.push(`...${group(this.type(rest, `${path}/items`, depth + 1, indent))}[]`)
    else if (rest === undefined && schema['maxItems'] !== tuple.length) types.push('...unknown[]')
    return `[${types.join(', ')}]`
  }

  private objectType(schema: JsonSchema, path: string, depth: number, indent: string): string {
    const properties = isRecord(schema['properties']) ? schema['properties'] : {}
    const required = new Set(
      Array.isArray(schema['required']) ? schema['required'].filter((name) => typeof name === 'string') : [],
    )
    const inner = `${indent}  `
    const lines: string[] = []
    const types: string[] = []
    for (const [name, property] of Object.entries(properties)) {
      const type = this.type(property, `${path}/${name}`, depth + 1, inner)
      const optional = !required.delete(name)
      types.push(optional ? union([type, 'undefined']) : type)
      const doc = isRecord(property) ? docComment(this.docLines(property, `${path}/${name}`), inner) : ''
      lines.push(`${doc}${inner}${propertyKey(name)}${optional ? '?' : ''}: ${type}\n`)
    }
    // Required fields that the schema does not describe.
    const hasBranches = ['oneOf', 'anyOf', 'allOf', '$ref'].some((keyword) => keyword in schema)
    for (const name of required) {
      if (hasBranches && !(name in properties)) continue
      lines.push(`${inner}${propertyKey(name)}: unknown\n`)
      types.push('unknown')
    }
    const index = this.indexType(schema, path, depth, inner, types)
    if (index !== undefined) lines.push(`${index.doc}${inner}[key: string]: ${index.type}\n`)
    if (lines.length === 0) {
      if (hasBranches) return 'unknown'
      return schema['properties'] === undefined && schema['additionalProperties'] !== false
        ? '{ [key: string]: unknown }'
        : 'Record<string, never>'
    }
    if (index !== undefined && Object.keys(properties).length === 0 && required.size === 0) {
      const names = this.namedKeys(schema, path, depth, inner)
      if (names !== undefined) return `{ [K in ${names}]?: ${index.type} }`
      if (index.doc === '') return `{ [key: string]: ${index.type} }`
    }
    return `{\n${lines.join('')}${indent}}`
  }

  /** The keys an object may have, if `propertyNames` lists them. */
  private namedKeys(schema: JsonSchema, path: string, depth: number, indent: string): string | undefined {
    const names = schema['propertyNames']
    if (!isRecord(names) || !(Array.isArray(names['enum']) || 'const' in names || '$ref' in names))
      return undefined
    const type = this.type(names, `${path}/propertyNames`, depth + 1, indent)
    return type === 'unknown' || type === 'string' ? undefined : `${group(type)} & string`
  }

  private indexType(
    schema: JsonSchema,
    path: string,
    depth: number,
    indent: string,
    propertyTypes: string[],
  ): { type: string; doc: string } | undefined {
    const { additionalProperties, patternProperties, propertyNames } = schema
    const types: string[] = []
    const doc: string[] = []
    if (isRecord(patternProperties)) {
      for (const [pattern, property] of Object.entries(patternProperties)) {
        types.push(this.type(property, `${path}/patternProperties`, depth + 1, indent))
        doc.push(`Keys that match ${quote(pattern)}.`)
      }
    }
    if (additionalProperties !== undefined && additionalProperties !== false) {
      types.push(this.type(additionalProperties, `${path}/*`, depth + 1, indent))
      if (isRecord(additionalProperties)) doc.push(...this.docLines(additionalProperties, `${path}/*`))
    } else if (types.length === 0) {
      if (propertyNames === undefined || additionalProperties === false || propertyTypes.length > 0) {
        if (isRecord(propertyNames) && propertyTypes.length > 0)
          this.degrade(path, '`propertyNames` beside properties')
        return undefined
      }
      types.push('unknown')
    }
    if (isRecord(propertyNames)) {
      const said = Object.entries(propertyNames).filter(
        ([key]) => key !== 'type' && key !== 'enum' && key !== '$ref',
      )
      if (said.length > 0) doc.push(`@propertyNames ${compactJson(Object.fromEntries(said))}`)
    }
    // TypeScript demands that named properties fit the index signature; widen it by them.
    const all = union([...types, ...propertyTypes])
    const tooLong = propertyTypes.length > 0 && all.length > 600
    if (tooLong) this.degrade(path, '`additionalProperties` beside large properties became `unknown`')
    return { type: tooLong ? 'unknown' : all, doc: docComment(doc, indent) }
  }

  /** The name of the declaration a reference points to; declares it on first use. */
  private reference(reference: string, path: string): string {
    const target = this.resolve(reference)
    if (target === undefined) {
      this.degrade(path, `reference ${quote(reference.slice(0, 120))} is not in this document`)
      return 'unknown'
    }
    if (typeof target.schema === 'boolean') return target.schema ? 'unknown' : 'never'
    const known = this.names.get(target.schema)
    if (known !== undefined) return known
    const last =
      target.pointer.split('/').findLast((segment) => segment !== '' && !/^\d+$/.test(segment)) ?? 'Part'
    return this.named(decodeSegment(last), target.schema)
  }

  /** Gives a part a declaration of its own. */
  private named(part: string, schema: unknown): string {
    const name = uniqueName(`${this.rootName}${pascalCase(part)}`, this.takenNames)
    this.names.set(schema, name)
    this.pending.push({ name, schema, path: `#/${part}` })
    return name
  }

  private resolve(reference: string): { schema: unknown; pointer: string } | undefined {
    const hash = reference.indexOf('#')
    const base = hash < 0 ? reference : reference.slice(0, hash)
    const fragment = hash < 0 ? '' : reference.slice(hash + 1)
    let document: unknown = this.root
    if (base !== '' && base !== this.root['$id'] && base !== this.root['id']) {
      document = findSchema(this.root, (schema) => schema['$id'] === base)
      if (document === undefined) return undefined
    }
    if (fragment === '') return { schema: document, pointer: base }
    if (!fragment.startsWith('/')) {
      const anchored = findSchema(
        document,
        (schema) => schema['$anchor'] === fragment || schema['$dynamicAnchor'] === fragment,
      )
      return anchored === undefined ? undefined : { schema: anchored, pointer: fragment }
    }
    let current: unknown = document
    for (const raw of fragment.slice(1).split('/')) {
      const segment = decodeSegment(raw)
      if (Array.isArray(current)) current = current[Number(segment)]
      else if (isRecord(current) && Object.hasOwn(current, segment)) current = current[segment]
      else return undefined
    }
    return isRecord(current) || typeof current === 'boolean'
      ? { schema: current, pointer: fragment }
      : undefined
  }
}

/** A segment of a JSON pointer in a URI fragment (RFC 6901 section 6). */
function decodeSegment(raw: string): string {
  const unescaped = raw.replaceAll('~1', '/').replaceAll('~0', '~')
  try {
    return decodeURIComponent(unescaped)
  } catch {
    return unescaped
  }
}

function findSchema(root: unknown, matches: (schema: JsonSchema) => boolean): JsonSchema | undefined {
  const queue: unknown[] = [root]
  for (let count = 0; queue.length > 0 && count < 20_000; count++) {
    const next = queue.shift()
    if (Array.isArray(next)) queue.push(...next)
    else if (isRecord(next)) {
      if (matches(next)) return next
      queue.push(...Object.values(next))
    }
  }
  return undefined
}

function docText(text: string): string {
  return visibleText(text)
    .replaceAll('*/', '*\\/')
    .replace(/@(?=ts-)/gi, '@ ')
}
