import type { FlowPreview, FlowRule } from '../api.ts'
import { formatToken, parseToken } from '../detect/tokens.ts'
import type { Audit } from '../vault/audit.ts'
import type { Origin, Vault } from '../vault/vault.ts'
import { decideFlow, ruleApplies, sameWay } from './flow-rules.ts'

/** Lines of the audit that are looked back at. */
const lookBack = 5_000
const mostShown = 20

/** What a rule would mean: the values it is about, and the ways of late that would have been decided otherwise. */
export function previewRule(
  rule: Omit<FlowRule, 'id' | 'created'>,
  rules: readonly FlowRule[],
  vault: Vault,
  audit: Audit,
): FlowPreview {
  const replaces = rules.find((one) => sameWay(one, rule))?.id ?? null
  const candidate: FlowRule = { ...rule, id: 0, created: 0 }
  const after = [...rules.filter((one) => one.id !== replaces), candidate]
  const matching = valuesOf(rule, vault)
  const ways = new Map<string, FlowPreview['changes'][number] | undefined>()
  for (const entry of audit.list({ limit: lookBack })) {
    const was = { resolve: 'allow', ask: 'ask', block: 'block' }[entry.action as string] as
      | 'allow'
      | 'ask'
      | 'block'
      | undefined
    const token = parseToken(entry.token)
    if (was === undefined || !token || entry.server === null || entry.detail === 'unknown in this session')
      continue
    const { server, tool, path } = { server: entry.server, tool: entry.tool ?? '', path: entry.path ?? '' }
    const way = `${entry.token} ${server} ${tool} ${path}`
    if (ways.has(way)) continue
    const found = vault.find(token.kind, token.number, vault.scopesOf(token.kind, token.number))
    if (!found) continue
    const origins = vault.origins(found.id, vault.scopesOf(token.kind, token.number))
    const flow = { kind: token.kind, origins, sinkServer: server, sinkTool: tool, field: path }
    if (!ruleApplies(candidate, flow)) continue
    const becomes = decideFlow(after, flow).action
    const before = decideFlow(rules, flow).action
    ways.set(
      way,
      becomes === before ? undefined : { token: entry.token, server, tool, field: path, was, becomes },
    )
  }
  const changes = [...ways.values()].filter((change) => change !== undefined)
  return { ...matching, ways: ways.size, changes: changes.slice(0, mostShown), replaces }
}

function valuesOf(
  rule: Pick<FlowRule, 'kind' | 'sourceServer' | 'sourceTool'>,
  vault: Vault,
): Pick<FlowPreview, 'values' | 'sample'> {
  const from = `FROM entry JOIN origin ON origin.entry = entry.id
    WHERE (@kind = '*' OR kind = @kind) AND (@server = '*' OR server = @server) AND (@tool = '*' OR tool = @tool)`
  const named = { kind: rule.kind, server: rule.sourceServer, tool: rule.sourceTool }
  const values = vault.database
    .prepare(`SELECT count(DISTINCT entry.id) ${from}`)
    .pluck()
    .get(named) as number
  const rows = vault.database
    .prepare(`SELECT kind, number, server, tool ${from} GROUP BY entry.id ORDER BY entry.id DESC LIMIT 10`)
    .all(named) as ({ kind: string; number: number } & Origin)[]
  return {
    values,
    sample: rows.map((row) => ({
      token: formatToken(row.kind, row.number),
      source: row.server === '' ? 'the code or the client' : `${row.server}/${row.tool}`,
    })),
  }
}
