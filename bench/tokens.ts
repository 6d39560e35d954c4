import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { AthenaError } from '../src-main/contract/errors.ts'
import type { Json } from '../src-main/contract/json.ts'
import {
  type Catalog,
  type SearchRequest,
  type ToolDefinition,
  createCatalog,
} from '../src-main/core/catalog/index.ts'
import { renderAnswer, resultText } from '../src-main/core/execution/answer.ts'
import { createChecker, renderProblems } from '../src-main/core/execution/check/index.ts'
import { renderSearch } from '../src-main/core/mcp-host.ts'
import { instructions, listedTools } from '../src-main/core/mcp-server/definitions.ts'
import type { BenchRow } from '../scripts/run-bench.ts'

/** Twelve servers that people connect together. */
const servers = [
  'brave-search',
  'filesystem',
  'gcal',
  'gdrive',
  'github',
  'gitlab',
  'hubspot',
  'linear',
  'notion',
  'playwright',
  'sentry',
  'slack',
]
/** Most tokens of Athena's five definitions with the server's instructions. */
const mostDefinitionTokens = 1_500

interface Call {
  tool: string
  args: Json
  result: Json
}

interface Workload {
  name: string
  /** What the agent asks search_tools for. */
  queries: string[]
  code: string
  /** What the servers answer. */
  answers: Record<string, (args: Record<string, unknown>) => Json>
  /** The servers connected; all twelve if absent. */
  only?: string[]
  /** Bounds, where there are any. */
  most?: number
  leastSaving?: number
}

/**
 * Model tokens (o200k) that are in the context at the end of a task, three ways, all with the real definitions of twelve servers:
 * *direct* (every definition loaded, every call and result in the context), *deferred* (the host lists names, loads the definitions of the
 * tools it needs; calls and results in the context), *code* (Athena's definitions, one search, one run). The code of each workload passes
 * Athena's own type check and is executed; calls and results are those it made. `--data` is the folder of server definitions.
 */
export async function run({
  data,
  log,
}: {
  data?: string
  log: (line: string) => void
}): Promise<BenchRow[]> {
  if (data === undefined)
    throw new AthenaError('BAD_PARAMS', 'Name the folder of server definitions: --data FOLDER.')
  const catalog = createCatalog()
  const definitions = new Map<string, { listed: object; name: string }>()
  for (const name of servers) {
    const file = JSON.parse(readFileSync(join(data, `${name}.json`), 'utf8')) as {
      tools: ToolDefinition[]
      instructions?: string
    }
    catalog.setServer({
      name,
      title: name,
      description: file.instructions ?? '',
      kind: 'upstream',
      tools: file.tools,
    })
    for (const tool of file.tools) {
      // As hosts send them to the model: name, description, input schema.
      const listed = {
        name: `mcp__${name}__${tool.name}`,
        description: tool.description,
        input_schema: tool.inputSchema,
      }
      definitions.set(`${name}/${tool.name}`, { listed, name: listed.name })
    }
  }
  const ofServers = (only?: string[]) =>
    [...definitions]
      .filter(([id]) => only === undefined || only.some((name) => id.startsWith(`${name}/`)))
      .map(([, one]) => one)
  const listedTokens = (only?: string[]) =>
    tokens(JSON.stringify(ofServers(only).map(({ listed }) => listed)))
  const nameTokens = (only?: string[]) =>
    tokens(
      ofServers(only)
        .map(({ name }) => name)
        .join('\n'),
    )
  const own = tokens(JSON.stringify(listedTools())) + tokens(instructions)
  log(`${definitions.size} tools of ${servers.length} servers`)
  const rows: BenchRow[] = [
    {
      metric: 'five definitions and instructions of Athena',
      value: own,
      unit: 'tokens',
      target: `<= ${mostDefinitionTokens}`,
      pass: own <= mostDefinitionTokens,
    },
    { metric: `direct: definitions of ${definitions.size} tools`, value: listedTokens(), unit: 'tokens' },
    { metric: 'deferred: their names', value: nameTokens(), unit: 'tokens' },
  ]
  const checker = createChecker({ catalog })
  try {
    for (const workload of workloads()) {
      const checked = await checker.check(workload.code)
      if (!checked.ok)
        throw new AthenaError('TYPE', `${workload.name}: ${renderProblems(checked.problems, workload.code)}`)
      const { result, calls } = await execute(workload, catalog)
      const exchanged = calls.reduce(
        (sum, { args, result: answer }) => sum + tokens(JSON.stringify(args)) + tokens(resultText(answer)),
        0,
      )
      const loaded = [...new Set(calls.map(({ tool }) => tool))].reduce(
        (sum, tool) => sum + tokens(JSON.stringify(definitions.get(tool)?.listed ?? {})),
        0,
      )
      const direct = listedTokens(workload.only) + exchanged
      const deferred = nameTokens(workload.only) + loaded + exchanged
      const limit = workload.queries.length
      const request: SearchRequest = {
        queries: workload.queries,
        detailLevel: 'full-schema',
        limit,
        offset: 0,
      }
      const answer = catalog.search(request)
      const missed = calls.find(({ tool }) => !answer.hits.some((hit) => hit.tool === tool))
      if (missed)
        throw new AthenaError('NOT_FOUND', `${workload.name}: the search did not find ${missed.tool}.`)
      const asked = JSON.stringify({ queries: workload.queries, detailLevel: request.detailLevel, limit })
      const found = tokens(asked) + tokens(renderSearch(answer, request))
      const ran = tokens(JSON.stringify({ code: workload.code })) + tokens(answerOf(result, calls))
      const code = own + found + ran
      const saving = 1 - code / direct
      rows.push(
        { metric: `${workload.name}: direct`, value: direct, unit: 'tokens' },
        { metric: `${workload.name}: deferred`, value: deferred, unit: 'tokens' },
        {
          metric: `${workload.name}: code, all in`,
          value: code,
          unit: 'tokens',
          ...(workload.most === undefined
            ? {}
            : { target: `<= ${workload.most}`, pass: code <= workload.most }),
        },
        {
          metric: `${workload.name}:   of it one search, declarations included`,
          value: found,
          unit: 'tokens',
        },
        { metric: `${workload.name}:   of it code and answer`, value: ran, unit: 'tokens' },
        {
          metric: `${workload.name}: less than direct`,
          value: saving * 100,
          unit: '%',
          ...(workload.leastSaving === undefined
            ? {}
            : { target: `>= ${workload.leastSaving}`, pass: saving * 100 >= workload.leastSaving }),
        },
        { metric: `${workload.name}: less than deferred`, value: (1 - code / deferred) * 100, unit: '%' },
      )
    }
  } finally {
    await checker.close()
  }
  return rows
}

/** Exact up to 20,000 characters; beyond, counted in pieces, since the tokenizer's time grows faster than the text. */
function tokens(text: string): number {
  const piece = 20_000
  let sum = 0
  for (let at = 0; at < text.length; at += piece) sum += countTokens(text.slice(at, at + piece))
  return sum
}

/** Runs the code of a workload with its servers' answers and records the calls. Plain Node: the code is this file's own. */
async function execute(workload: Workload, catalog: Catalog): Promise<{ result: Json; calls: Call[] }> {
  const calls: Call[] = []
  const imported: Record<string, Record<string, (args: Record<string, unknown>) => Promise<Json>>> = {}
  const body = workload.code.replace(
    /^import \{ (.+) \} from '(.+)'$/gm,
    (_, named: string, specifier: string) => {
      const module = catalog.module(specifier)
      const functions: Record<string, (args: Record<string, unknown>) => Promise<Json>> = {}
      if (module?.kind === 'server') {
        for (const [name, { tool }] of Object.entries(module.exports)) {
          functions[name] = async (args) => {
            const result = workload.answers[tool]?.(args) ?? null
            calls.push({ tool, args: args as Json, result })
            return result
          }
        }
      }
      imported[specifier] = functions
      return `const { ${named} } = imported[${JSON.stringify(specifier)}]`
    },
  )
  const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (
    ...parts: string[]
  ) => (imports: unknown) => Promise<Json>
  const result = await new AsyncFunction('imported', body)(imported)
  return { result, calls }
}

function answerOf(result: Json, calls: Call[]): string {
  const records: unknown = calls.map(({ tool }, index) => ({ call: String(index), tool, ok: true, ms: 40 }))
  return renderAnswer({
    status: 'ok',
    durationMs: 312,
    session: 's_7k2m9qt4ab',
    execution: 'x_91f2m9qt4a',
    result: resultText(result),
    logs: [],
    calls: records as Parameters<typeof renderAnswer>[0]['calls'],
    notes: [],
    minted: [],
  })
}

/** Words of a meeting, the same every time. */
function transcript(bytes: number): string {
  const speakers = ['Anna', 'Bela', 'Chen', 'Dora']
  const words =
    'we should ship the new billing page after the review of the migration plan because customers in the second region asked for invoices with their own tax number and the team wants one more week to test it'.split(
      ' ',
    )
  let text = ''
  for (let line = 0; text.length < bytes; line++) {
    const said = Array.from({ length: 14 }, (_, index) => words[(line * 7 + index * 3) % words.length]).join(
      ' ',
    )
    text += `[00:${String(line % 60).padStart(2, '0')}] ${speakers[line % speakers.length]}: ${said}.\n`
  }
  return text.slice(0, bytes)
}

function sheet(rows: number): Json {
  return {
    values: Array.from({ length: rows }, (_, row) => [
      `ORD-${10_000 + row}`,
      row % (rows / 5) === 3 ? 'pending' : 'shipped',
      String((row * 37) % 900),
      `customer-${row % 211}@example.com`,
      `2026-0${1 + (row % 9)}-11`,
    ]),
  }
}

function filtered(rows: number): Workload {
  return {
    name: `${rows.toLocaleString('en')} rows filtered`,
    queries: ['read google sheet content'],
    code: `import { getGoogleSheetContent } from './servers/gdrive'
const { values } = await getGoogleSheetContent({ spreadsheetId: '1abc', range: 'Orders!A1:E${rows}' })
const pending = values.filter((row) => row[1] === 'pending')
return { count: pending.length, first: pending.slice(0, 5) }`,
    answers: { 'gdrive/getGoogleSheetContent': () => sheet(rows) },
    leastSaving: 90,
  }
}

function workloads(): Workload[] {
  const text = transcript(50 * 1024)
  return [
    {
      name: '50 KB transcript to the CRM',
      queries: ['read google doc', 'hubspot batch update objects'],
      code: `import { readGoogleDoc } from './servers/gdrive'
import { hubspotBatchUpdateObjects } from './servers/hubspot'
const notes = await readGoogleDoc({ documentId: 'abc123' })
await hubspotBatchUpdateObjects({ objectType: 'meetings', inputs: [{ id: '501', properties: { notes } }] })
return notes.length + ' characters saved'`,
      answers: {
        'gdrive/readGoogleDoc': () => text,
        'hubspot/hubspot-batch-update-objects': () => ({ status: 'COMPLETE', results: [{ id: '501' }] }),
      },
      most: 2_000,
      leastSaving: 90,
    },
    filtered(1_000),
    filtered(10_000),
    {
      name: '20 contacts looked up',
      queries: ['slack user profile'],
      code: `import { slackGetUserProfile } from './servers/slack'
const ids = Array.from({ length: 20 }, (_, index) => 'U0' + (1000 + index))
const profiles = await Promise.all(ids.map((user_id) => slackGetUserProfile({ user_id })))
return profiles.filter((profile) => profile.title === '').map((profile) => profile.name)`,
      answers: {
        'slack/slack_get_user_profile': ({ user_id }) => ({
          id: String(user_id),
          name: `user ${String(user_id)}`,
          title: String(user_id).endsWith('7') ? '' : 'Engineer',
          phone: '',
          status_text: 'in a meeting',
          tz: 'Europe/Berlin',
          image: `https://avatars.example.com/${String(user_id)}/512.png`,
          email: `${String(user_id).toLowerCase()}@example.com`,
          fields: { team: 'platform', floor: '3', start: '2021-04-01' },
        }),
      },
    },
    {
      // The control: one small server, one small call. Code costs more than it saves here.
      name: 'control, one call with one small server',
      only: ['slack'],
      queries: ['slack user profile'],
      code: `import { slackGetUserProfile } from './servers/slack'
return await slackGetUserProfile({ user_id: 'U01000' })`,
      answers: {
        'slack/slack_get_user_profile': () => ({ id: 'U01000', name: 'user U01000', title: 'Engineer' }),
      },
    },
  ]
}
