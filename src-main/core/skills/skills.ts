import { createHash } from 'node:crypto'
import { AthenaError } from '../../contract/errors.ts'
import type { Catalog } from '../catalog/api.ts'
import type { Checker } from '../execution/check/api.ts'
import type { Clock } from '../ports.ts'
import type { WritableDatabase } from '../store/index.ts'
import { promoteScript } from './promote.ts'
import type { SkillInput } from './promote.ts'

/** A tool a skill needs, with a hash of its definition when the skill was saved. */
export interface SkillTool {
  id: string
  hash: string
}

export interface Skill {
  /** `[a-z][a-z0-9-]{0,63}`; imported as `./skills/<name>`. */
  name: string
  description: string
  /** TypeScript with at least one exported function. */
  source: string
  inputs: SkillInput[]
  tools: SkillTool[]
  /** The run it was made from; kept as its test. */
  run: string | null
  createdAt: number
  uses: number
  failures: number
  lastUsed: number | null
}

/** A tool that is not what it was when the skill was saved. */
export interface Drift {
  tool: string
  reason: 'missing' | 'changed'
}

export interface SkillRequest {
  name: string
  description: string
  code: string
  /** Names of values to make inputs, see `inputCandidates`. */
  lift: string[]
  run?: string
}

/** Functions a person saved from scripts; agents import them and find them before tools. */
export interface Skills {
  /** Saves (or replaces) a skill after checking it against today's tools. @throws BAD_ARGUMENTS, SYNTAX, TYPE. */
  save(request: SkillRequest): Promise<Skill>
  remove(name: string): void
  get(name: string): Skill
  list(): Skill[]
  /** Tools of a skill that changed since it was saved. */
  drift(name: string): Drift[]
  /** Notes that skills were used by a run that ended well or not. */
  used(names: string[], ok: boolean): void
  names(): string[]
  read(name: string): string | undefined
  /** Virtual files: `/skills/<name>.ts` and `/skills/<name>/SKILL.md`. */
  listFiles(): string[]
  readFile(path: string): string | undefined
  onChange(listener: () => void): () => void
}

const namePattern = /^[a-z][a-z0-9-]{0,63}$/
const maxSourceBytes = 100 * 1024

interface Row {
  name: string
  description: string
  source: string
  inputs: string
  tools: string
  run: string | null
  created_at: number
  uses: number
  failures: number
  last_used: number | null
}

/** Makes the skills over `athena.db`. The checker comes later, since it reads skills itself. */
export function createSkills(parts: {
  database: WritableDatabase
  catalog: Catalog
  clock: Clock
  checker: () => Checker
}): Skills {
  const { database, catalog, clock } = parts
  const listeners = new Set<() => void>()
  const cache = new Map<string, Skill>()
  for (const row of database.prepare<[], Row>('SELECT * FROM skills ORDER BY name').all())
    cache.set(row.name, toSkill(row))

  function changed(): void {
    for (const listener of listeners) listener()
  }

  function get(name: string): Skill {
    const skill = cache.get(name)
    if (skill) return skill
    const known = [...cache.keys()].slice(0, 5).join(', ')
    throw new AthenaError(
      'NOT_FOUND',
      `There is no skill "${name}".${known ? ` There are: ${known}.` : ' None has been saved yet.'}`,
    )
  }

  return {
    async save({ name, description, code, lift, run }) {
      if (!namePattern.test(name)) {
        throw new AthenaError(
          'BAD_ARGUMENTS',
          `"${name.slice(0, 64)}" is not a usable name. Use lower-case letters, digits and hyphens, such as save-sheet-as-csv.`,
        )
      }
      if (description.trim() === '')
        throw new AthenaError(
          'BAD_ARGUMENTS',
          'Say in one sentence what the skill does; agents choose by it.',
        )
      if (Buffer.byteLength(code) > maxSourceBytes)
        throw new AthenaError('TOO_LARGE', `The script is larger than ${maxSourceBytes / 1024} KB.`)
      const { source, inputs } = promoteScript(code, name, description, lift)
      const checked = await parts.checker().check(source)
      const [problem] = checked.problems.filter((found) => found.severity === 'error')
      if (problem)
        throw new AthenaError(
          problem.code,
          `The skill was not saved: ${problem.message} (line ${problem.line} of the skill)`,
          { source },
        )
      const tools = checked.grants.flatMap((id) => {
        const hash = definitionHash(catalog, id)
        return hash === undefined ? [] : [{ id, hash }]
      })
      const before = cache.get(name)
      const skill: Skill = {
        name,
        description: description.trim().slice(0, 1_000),
        source,
        inputs,
        tools,
        run: run ?? null,
        createdAt: clock.now(),
        uses: before?.uses ?? 0,
        failures: before?.failures ?? 0,
        lastUsed: before?.lastUsed ?? null,
      }
      database
        .prepare(
          `INSERT OR REPLACE INTO skills (name, description, source, inputs, tools, run, created_at, uses, failures, last_used)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          name,
          skill.description,
          source,
          JSON.stringify(inputs),
          JSON.stringify(tools),
          skill.run,
          skill.createdAt,
          skill.uses,
          skill.failures,
          skill.lastUsed,
        )
      cache.set(name, skill)
      changed()
      return skill
    },
    remove(name) {
      database.prepare('DELETE FROM skills WHERE name = ?').run(get(name).name)
      cache.delete(name)
      changed()
    },
    get,
    list: () => [...cache.values()].toSorted((a, b) => a.name.localeCompare(b.name)),
    drift: (name) =>
      get(name).tools.flatMap((tool): Drift[] => {
        const hash = definitionHash(catalog, tool.id)
        if (hash === tool.hash) return []
        return [{ tool: tool.id, reason: hash === undefined ? 'missing' : 'changed' }]
      }),
    used(names, ok) {
      if (names.length === 0) return
      const update = database.prepare(
        'UPDATE skills SET uses = uses + 1, failures = failures + ?, last_used = ? WHERE name = ?',
      )
      for (const name of names) {
        const skill = cache.get(name)
        if (!skill) continue
        const now = clock.now()
        update.run(ok ? 0 : 1, now, name)
        cache.set(name, {
          ...skill,
          uses: skill.uses + 1,
          failures: skill.failures + (ok ? 0 : 1),
          lastUsed: now,
        })
      }
    },
    names: () => [...cache.keys()],
    read: (name) => cache.get(name)?.source,
    listFiles: () => [...cache.keys()].flatMap((name) => [`/skills/${name}.ts`, `/skills/${name}/SKILL.md`]),
    readFile(path) {
      const match = /^\/skills\/([a-z0-9-]+)(\.ts|\/SKILL\.md)$/.exec(path)
      const skill = match?.[1] === undefined ? undefined : cache.get(match[1])
      if (!skill) return undefined
      return match?.[2] === '.ts' ? skill.source : skillPage(skill)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Hash of what a caller of the tool depends on; undefined when the tool is gone. */
function definitionHash(catalog: Catalog, id: string): string | undefined {
  try {
    const tool = catalog.resolve(id)
    return createHash('sha256')
      .update(JSON.stringify([tool.id, tool.inputSchema, tool.outputSchema ?? null]))
      .digest('hex')
  } catch (error) {
    if (error instanceof AthenaError && error.code === 'UNKNOWN_TOOL') return undefined
    throw error
  }
}

/** `SKILL.md`: front matter and what an agent needs to call it. */
function skillPage(skill: Skill): string {
  const names = [...skill.source.matchAll(/^export (?:async )?function (\w+)/gm)].map(
    (match) => match[1] ?? '',
  )
  const [first = 'run'] = names
  const example =
    skill.inputs.length === 0
      ? ''
      : `{ ${skill.inputs.map((input) => `${input.name}: ${JSON.stringify(input.default)}`).join(', ')} }`
  return [
    '---',
    `name: ${skill.name}`,
    `description: ${JSON.stringify(skill.description)}`,
    `tools: ${JSON.stringify(skill.tools.map((tool) => tool.id))}`,
    '---',
    '',
    skill.description,
    '',
    ...skill.inputs.map(
      (input) => `- \`${input.name}\` (${input.type}, default ${JSON.stringify(input.default)})`,
    ),
    ...(skill.inputs.length > 0 ? [''] : []),
    '```ts',
    `import { ${names.join(', ')} } from './skills/${skill.name}'`,
    '',
    `return await ${first}(${example})`,
    '```',
    '',
  ].join('\n')
}

function toSkill(row: Row): Skill {
  return {
    name: row.name,
    description: row.description,
    source: row.source,
    inputs: JSON.parse(row.inputs) as SkillInput[],
    tools: JSON.parse(row.tools) as SkillTool[],
    run: row.run,
    createdAt: row.created_at,
    uses: row.uses,
    failures: row.failures,
    lastUsed: row.last_used,
  }
}
