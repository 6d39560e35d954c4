import type { Json } from '../../contract/json.ts'
import type { Resolved, Sink } from './api.ts'
import { findTokens, unescapeLookalike } from './detect/tokens.ts'
import type { FlowRules } from './flow/flow-rules.ts'
import { Changes, leavesOf, pathOf, type Leaf } from './tokenise.ts'
import type { Audit } from './vault/audit.ts'
import { persistentScope, sessionScope, type Entry, type Vault } from './vault/vault.ts'

interface Parts {
  vault: Vault
  flow: FlowRules
  audit: Audit
  isKind: (kind: string) => boolean
}

/**
 * Tokens in arguments become values, in one pass: what a value contains is never read again. All or nothing: when one
 * token is blocked, none is resolved.
 */
export function resolveArguments(args: Json, sink: Sink, parts: Parts): Resolved {
  const { vault, flow, audit, isKind } = parts
  const scopes = [sessionScope(sink.session), persistentScope]
  const resolved: Resolved['resolved'] = []
  const blocked: Resolved['blocked'] = []
  const changes = new Changes(args)
  return vault.transaction(() => {
    const places: { leaf: Leaf; entries: Map<string, Entry & { scope: string }> }[] = []
    for (const leaf of leavesOf(args)) {
      if (leaf.type === 'number') continue
      const tokens = findTokens(leaf.text).filter((token) => isKind(token.kind))
      if (tokens.length === 0) continue
      const path = pathOf(leaf)
      const entries = new Map<string, Entry & { scope: string }>()
      const seen = new Set<string>()
      for (const { escapes, token, kind, number } of tokens) {
        if (escapes > 0 || seen.has(token)) continue
        seen.add(token)
        const entry = vault.find(kind, number, scopes)
        if (entry === undefined) {
          const reason = `${token} stands for no value that this session may use. Use the token exactly as a tool of this session returned it.`
          blocked.push({ token, path, reason, code: 'UNKNOWN_TOKEN' })
          if (!sink.dryRun) audit.record('block', token, { ...sink, path, detail: 'unknown in this session' })
          continue
        }
        const origins = vault.origins(entry.id, scopes)
        const decision = flow.decide({
          kind,
          origins,
          sinkServer: sink.server,
          sinkTool: sink.tool,
          field: path,
        })
        const from = [...new Set(origins.map((origin) => origin.server || 'the code itself'))].join(', ')
        const detail = decision.rule === undefined ? 'default' : `rule ${decision.rule}`
        if (decision.action === 'block') {
          const reason = `${token} (from ${from}) may not go to ${sink.server}/${sink.tool} at ${path}: flow rule ${String(decision.rule)} forbids it.`
          blocked.push({ token, path, reason, code: 'FLOW_BLOCKED' })
          if (!sink.dryRun) audit.record('block', token, { ...sink, path, detail })
        } else if (decision.action === 'ask' && !sink.approved) {
          const reason = `${token} (from ${from}) would go to ${sink.server}/${sink.tool} at ${path}; a person has to allow that.`
          const way = { token, kind, origins, sinkServer: sink.server, sinkTool: sink.tool, field: path }
          blocked.push({ token, path, reason, code: 'ASK', flow: way })
          if (!sink.dryRun) audit.record('ask', token, { ...sink, path, detail })
        } else {
          entries.set(token, entry)
          resolved.push({ token, kind, path })
        }
      }
      places.push({ leaf, entries })
    }
    if (blocked.length > 0) return { value: args, resolved: [], blocked }
    for (const { leaf, entries } of places) {
      const value = (entry: Entry & { scope: string }): string => vault.value(entry.id, entry.scope)
      const only = entries.size === 1 ? [...entries.values()][0] : undefined
      if (only?.type === 'number' && leaf.type === 'string' && leaf.text === only.token) {
        changes.set(leaf, Number(value(only)))
        continue
      }
      const parts: string[] = []
      let at = 0
      for (const token of findTokens(leaf.text)) {
        if (!isKind(token.kind)) continue
        const entry = entries.get(token.token)
        parts.push(leaf.text.slice(at, token.start))
        if (token.escapes > 0) parts.push(unescapeLookalike(token))
        else if (entry) parts.push(value(entry))
        at = token.end
      }
      parts.push(leaf.text.slice(at))
      changes.set(leaf, parts.join(''))
    }
    return { value: changes.result(), resolved, blocked: [] }
  })
}
