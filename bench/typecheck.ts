import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AthenaError } from '../src-main/contract/errors.ts'
import { type Catalog, createCatalog } from '../src-main/core/catalog/index.ts'
import { createChecker, renderProblems } from '../src-main/core/execution/check/index.ts'
import type { BenchRow } from '../scripts/run-bench.ts'

const checks = 100
const coldStarts = 5

/**
 * The check of a 50-line script before it runs, against real tool definitions (`--data` folder of server files with `tools`; else
 * made-up ones). Cold: first check of a new process, wrappers written and type server started. Warm: each check a different text.
 */
export async function run({
  data,
  log,
}: {
  data?: string
  log: (line: string) => void
}): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const size of [400, 1_200]) {
    const servers = data === undefined ? invented() : real(data)
    const catalog = filled(servers, size)
    const names = catalog.servers().map(({ name }) => name)
    const count = catalog.servers().reduce((sum, { tools }) => sum + tools.length, 0)
    const cold: number[] = []
    for (let start = 0; start < coldStarts; start++) {
      const fresh = filled(servers, size)
      const checker = createChecker({ catalog: fresh })
      const started = performance.now()
      await checker.check(script(fresh, names, start))
      cold.push(performance.now() - started)
      await checker.close()
    }
    const checker = createChecker({ catalog })
    await checker.warmUp()
    const first = await checker.check(script(catalog, names, 0))
    if (!first.ok) throw new AthenaError('TYPE', renderProblems(first.problems, script(catalog, names, 0)))
    log(
      `${count} wrappers of ${names.length} servers; the script imports ${first.imports.length} of them; ok: ${first.ok}`,
    )
    // Every server once, so that warm means warm.
    for (let index = 0; index < names.length; index++) await checker.check(script(catalog, names, index))
    const warm: number[] = []
    const failing: number[] = []
    for (let index = 0; index < checks; index++) {
      warm.push(await timed(() => checker.check(script(catalog, names, index))))
      failing.push(
        await timed(() =>
          checker.check(
            `${script(catalog, names, index)}\nconst wrong${index}: string = total.nothing\nunknownName()`,
          ),
        ),
      )
    }
    await checker.close()
    const label = `${size} wrappers`
    rows.push(
      { metric: `cold p50, ${label}`, value: quantile(cold, 0.5), unit: 'ms' },
      { metric: `cold worst of ${coldStarts}, ${label}`, value: Math.max(...cold), unit: 'ms' },
      { metric: `warm p50, ${label}`, value: quantile(warm, 0.5), unit: 'ms' },
      bounded(`warm p95, ${label}`, quantile(warm, 0.95), size === 400 ? 50 : undefined),
      { metric: `warm p95 with errors to explain, ${label}`, value: quantile(failing, 0.95), unit: 'ms' },
    )
  }
  return rows
}

function bounded(metric: string, value: number, most: number | undefined): BenchRow {
  return most === undefined
    ? { metric, value, unit: 'ms' }
    : { metric, value, unit: 'ms', target: `<= ${most}`, pass: value <= most }
}

type ServerTools = Parameters<Catalog['setServer']>[0]

function real(folder: string): ServerTools[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const { server, tools } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Pick<
        ServerTools,
        'tools'
      > & { server: string }
      return { name: server, title: server, description: '', kind: 'upstream', tools }
    })
}

/** Servers of a middling kind, for a run without data. */
function invented(): ServerTools[] {
  return Array.from({ length: 40 }, (_, server) => ({
    name: `server-${server}`,
    title: `Server ${server}`,
    description: '',
    kind: 'upstream' as const,
    tools: Array.from({ length: 30 }, (__, tool) => ({
      name: `tool_${tool}`,
      description: `Does ${tool}.`,
      inputSchema: {
        type: 'object',
        properties: Object.fromEntries(
          Array.from({ length: 8 }, (___, field) => [
            `field${field}`,
            { type: 'string', description: `Field ${field}.` },
          ]),
        ),
      },
    })),
  }))
}

/** The servers, until there are enough tools; copies under other names if there are too few. */
function filled(servers: ServerTools[], size: number): Catalog {
  const catalog = createCatalog()
  let count = 0
  for (let round = 0; count < size; round++) {
    for (const server of servers) {
      if (count >= size) break
      const tools = server.tools.slice(0, size - count)
      catalog.setServer({ ...server, name: round === 0 ? server.name : `${server.name}-${round}`, tools })
      count += tools.length
    }
  }
  return catalog
}

/** Fifty lines as an agent writes them: two servers, calls, loops, a summary; different for each index. */
function script(catalog: Catalog, names: string[], index: number): string {
  const pick = (offset: number): { name: string; tool: string } => {
    const name = names[(index + offset) % names.length] ?? ''
    const module = catalog.module(`./servers/${name}`)
    return { name, tool: module?.kind === 'server' ? (Object.keys(module.exports)[0] ?? '') : '' }
  }
  const [left, right] = [pick(0), pick(7)]
  const loops = Array.from(
    { length: 10 },
    (_, part) => `
for (const item of list${part % 3 === 0 ? '' : '.slice(0, 5)'}) {
  const key${part} = String(item.id ?? ${part})
  counts.set(key${part}, (counts.get(key${part}) ?? 0) + ${index})
}`,
  ).join('')
  return `import * as left from './servers/${left.name}'
import * as right from './servers/${right.name}'
import { search_tools } from './servers/search_tools'
const found = await search_tools({ query: 'item ${index}', detailLevel: 'name' })
const counts = new Map<string, number>()
const list: { id?: string }[] = found.map((hit) => ({ id: hit.tool }))
const calls = [typeof left.${left.tool}, typeof right.${right.tool}]
${loops}
const total = [...counts.values()].reduce((sum, value) => sum + value, 0)
state.last = total
console.log(calls, shapeOf(list))
`
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}
