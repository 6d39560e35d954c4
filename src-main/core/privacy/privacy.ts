import { AthenaError } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { Clock, KeyStore, Logger } from '../ports.ts'
import type {
  AuditEntry,
  CustomKind,
  FlowPreview,
  FlowRule,
  KindInfo,
  Minted,
  Privacy,
  PrivacyMode,
  PrivacyStatus,
  Resolved,
  Sink,
  Source,
  Span,
  Tokenised,
  ValueFlow,
  VaultEntry,
} from './api.ts'
import { answerQuestion } from './ask.ts'
import type { ScanMode } from './detect/scan.ts'
import { findTokens, formatToken, parseToken } from './detect/tokens.ts'
import { fieldPattern, FlowRules } from './flow/flow-rules.ts'
import { previewRule } from './flow/preview.ts'
import { isMemory } from './flow/sources.ts'
import { KnownValues } from './known-values.ts'
import { personsInJson } from './person-fields.ts'
import { kindNamed, kinds } from './kinds/index.ts'
import { OwnDetectors } from './own-detectors.ts'
import { resolveArguments } from './resolve.ts'
import { Settings } from './settings.ts'
import { leavesOf, pathOf, replaceSpans } from './tokenise.ts'
import { normalise, Tokeniser, withoutTokens, type Direction } from './tokeniser.ts'
import { Audit } from './vault/audit.ts'
import { persistentScope, sessionScope, type Vault } from './vault/vault.ts'
import { countEntries, listEntries } from './vault/list-entries.ts'
import type { Scanner } from './worker/scanner.ts'

export interface PrivacyParts {
  vault: Vault
  scanner: Scanner
  keys: KeyStore
  clock: Clock
  log: Logger
}

/** Detectors, vault and flow rules behind the one interface that the rest of Athena uses. */
export class PrivacyService implements Privacy {
  readonly #vault: Vault
  readonly #scanner: Scanner
  readonly #keys: KeyStore
  readonly #clock: Clock
  readonly #flow: FlowRules
  readonly #audit: Audit
  readonly #settings: Settings
  readonly #own: OwnDetectors
  readonly #tokeniser: Tokeniser
  #locked = false

  constructor(parts: PrivacyParts) {
    this.#vault = parts.vault
    this.#scanner = parts.scanner
    this.#keys = parts.keys
    this.#clock = parts.clock
    this.#flow = new FlowRules(parts.vault.database, parts.clock)
    this.#audit = new Audit(parts.vault.database, parts.clock)
    this.#settings = new Settings(parts.vault.database)
    this.#own = new OwnDetectors(parts.vault, parts.clock)
    this.#tokeniser = new Tokeniser(parts.vault, parts.scanner, this.#audit, this.#isKind)
    this.#scanner.off = this.#settings.kindsOff()
    this.#scanner.setExtra(this.#own.detectors())
  }

  async tokenise(value: Json | undefined, source: Source): Promise<Tokenised> {
    if (value === undefined) return { value, minted: [], notScanned: [] }
    const { server } = source
    if (server !== undefined && (this.#settings.raw(server) || this.#settings.mode(server) === 'off')) {
      this.#settings.setHoldsPlain(source.session)
    }
    if (server !== undefined && this.#settings.raw(server)) {
      return {
        value,
        minted: [],
        notScanned: [`results of ${server}: raw in sandbox is on, they are scanned on the way out`],
      }
    }
    const direction: Direction = server === undefined ? 'out' : isMemory(server) ? 'memory' : 'in'
    const { changes, findings, leaves, notScanned } = await this.#tokeniser.find(
      value,
      this.#scanMode(server),
      source.session,
    )
    if (server !== undefined && this.#settings.mode(server) === 'off') {
      // What the user entered as their own is kept back in every mode.
      const own = findings.map(({ leaf, spans }) => ({ leaf, spans: spans.filter(isOwn) }))
      const rest = findings.map(({ leaf, spans }) => ({ leaf, spans: spans.filter((span) => !isOwn(span)) }))
      this.#tokeniser.release(source.session, rest)
      const kept = own.filter(({ spans }) => spans.length > 0)
      return {
        minted: await this.#tokeniser.replace(kept, [], changes, source, direction),
        value: changes.result(),
        notScanned: [`results of ${server}: detection is off for this server`],
      }
    }
    const minted = await this.#tokeniser.replace(findings, leaves, changes, source, direction)
    if (direction !== 'out' || minted.length === 0) return { value: changes.result(), minted, notScanned }
    const rest = await this.#tokeniser.settle(changes.result(), source, this.#scanMode(source.server))
    return { value: rest.value, minted: [...minted, ...rest.minted], notScanned }
  }

  async tokeniseText(
    text: string,
    source: Source,
  ): Promise<{ text: string; minted: Minted[]; notScanned: string[] }> {
    const { findings, leaves, changes, notScanned } = await this.#tokeniser.find(
      text,
      this.#scanMode(source.server),
      source.session,
    )
    const minted = await this.#tokeniser.replace(findings, leaves, changes, source, 'out')
    if (minted.length === 0) return { text, minted, notScanned }
    const rest = await this.#tokeniser.settle(changes.result(), source, this.#scanMode(source.server))
    return { text: rest.value as string, minted: [...minted, ...rest.minted], notScanned }
  }

  async resolve(args: Json, sink: Sink): Promise<Resolved> {
    if (isMemory(sink.server)) return await this.#resolveForMemory(args, sink)
    return resolveArguments(args, sink, {
      vault: this.#vault,
      flow: this.#flow,
      audit: this.#audit,
      isKind: this.#isKind,
    })
  }

  given(resolved: Resolved['resolved'], sink: Sink): void {
    if (resolved.length === 0) return
    this.#vault.transaction(() => {
      for (const { token, path } of resolved) {
        const detail = sink.approved ? 'approved by a person' : undefined
        this.#audit.record('resolve', token, { ...sink, path, detail })
        const parsed = parseToken(token)
        const entry = parsed && this.#vault.find(parsed.kind, parsed.number, scopesFor(sink.session))
        if (entry) this.#vault.used(entry.id)
      }
    })
  }

  async scan(
    text: string,
    mode: ScanMode = 'standard',
  ): Promise<{ spans: Span[]; tokenised: string; notScanned: string[] }> {
    const found = await this.#scanner.scan([{ text, keys: [] }], mode)
    const known = new KnownValues()
    for (const name of personsInJson(text)) known.add('PERSON', name, 'field name')
    const spans = withoutTokens(text, known.find(text, found.spans[0] ?? []))
    const numbers = new Map<string, number>()
    const tokens = new Map<string, string>()
    const tokenised = replaceSpans(text, spans, (span) => {
      const value = text.slice(span.start, span.end)
      const id = `${span.kind}\n${normalise(span.kind, value)}`
      let token = tokens.get(id)
      if (token === undefined) {
        const number = (numbers.get(span.kind) ?? 0) + 1
        numbers.set(span.kind, number)
        token = formatToken(span.kind, number)
        tokens.set(id, token)
      }
      return token
    })
    return { spans, tokenised, notScanned: found.notScanned }
  }

  async scanValue(
    value: Json,
  ): Promise<{ counts: Record<string, number>; total: number; spans: { path: string; spans: Span[] }[] }> {
    const { findings } = await this.#tokeniser.find(value, this.#scanMode(undefined))
    const counts: Record<string, number> = {}
    let total = 0
    for (const { spans } of findings) {
      for (const span of spans) {
        counts[span.kind] = (counts[span.kind] ?? 0) + 1
        total++
      }
    }
    return { counts, total, spans: findings.map(({ leaf, spans }) => ({ path: pathOf(leaf), spans })) }
  }

  ask(question: Parameters<Privacy['ask']>[0], session: string): Promise<Json> {
    return Promise.resolve().then(() => answerQuestion(question, session, this.#vault, this.#audit))
  }

  entries(filter: { session?: string; kind?: string; limit: number; before?: string }): VaultEntry[] {
    return listEntries(this.#vault, filter, this.#locked, maskOf)
  }

  counts(): ReturnType<Privacy['counts']> {
    return countEntries(this.#vault)
  }

  keep(token: string): void {
    this.#needUnlocked('keep a value')
    const parsed = parseToken(token)
    const entry =
      parsed && this.#vault.find(parsed.kind, parsed.number, this.#vault.scopesOf(parsed.kind, parsed.number))
    if (!entry)
      throw new AthenaError(
        'UNKNOWN_TOKEN',
        `The vault holds no value for ${token}; it may have been forgotten.`,
      )
    this.#vault.transaction(() => {
      this.#vault.share(entry.id, entry.scope, persistentScope)
      this.#audit.record('share', token, { detail: 'kept by the person' })
    })
  }

  reveal(token: string, by: string): Promise<string> {
    return Promise.resolve().then(() => {
      this.#needUnlocked('show a value')
      const parsed = parseToken(token)
      const entry =
        parsed &&
        this.#vault.find(parsed.kind, parsed.number, this.#vault.scopesOf(parsed.kind, parsed.number))
      if (!entry)
        throw new AthenaError(
          'UNKNOWN_TOKEN',
          `The vault holds no value for ${token}; it may have been forgotten.`,
        )
      return this.#vault.transaction(() => {
        this.#audit.record('reveal', token, { detail: by })
        return this.#vault.value(entry.id, entry.scope)
      })
    })
  }

  restore(text: string, by: string, session?: string): Promise<{ text: string; unknown: string[] }> {
    return Promise.resolve().then(() => {
      this.#needUnlocked('turn tokens back into values')
      const unknown: string[] = []
      return this.#vault.transaction(() => {
        const parts: string[] = []
        let at = 0
        for (const found of findTokens(text)) {
          if (found.escapes > 0 || !this.#isKind(found.kind)) continue
          const scopes =
            session === undefined
              ? this.#vault.scopesOf(found.kind, found.number)
              : [sessionScope(session), persistentScope]
          const entry = this.#vault.find(found.kind, found.number, scopes)
          if (!entry) {
            unknown.push(found.token)
            continue
          }
          this.#audit.record('restore', found.token, { session, detail: by })
          parts.push(text.slice(at, found.start), this.#vault.value(entry.id, entry.scope))
          at = found.end
        }
        parts.push(text.slice(at))
        return { text: parts.join(''), unknown }
      })
    })
  }

  forget(selector: { token?: string; session?: string }): Promise<number> {
    return Promise.resolve().then(() => {
      let count = 0
      this.#vault.transaction(() => {
        if (selector.token !== undefined) {
          const parsed = parseToken(selector.token)
          const scopes = parsed ? this.#vault.scopesOf(parsed.kind, parsed.number) : []
          const entry = parsed && this.#vault.find(parsed.kind, parsed.number, scopes)
          if (entry) {
            this.#vault.forgetEntry(entry.id)
            this.#audit.record('forget', entry.token, {})
            count++
          }
        }
        if (selector.session !== undefined) {
          const forgotten = this.#vault.forgetScope(sessionScope(selector.session))
          if (forgotten > 0) {
            this.#audit.record('forget', '*', { session: selector.session, detail: `${forgotten} values` })
          }
          count += forgotten
        }
      })
      if (selector.session !== undefined) {
        this.#tokeniser.forget(selector.session)
        this.#settings.forgetSession(selector.session)
      }
      // A forgotten value must not be remembered here.
      if (selector.token !== undefined) this.#tokeniser.forget()
      if (count > 0) this.#vault.compact()
      return count
    })
  }

  async retain(maxIdleMs: number): Promise<number> {
    let count = 0
    for (const scope of this.#vault.idleScopes(this.#clock.now() - maxIdleMs)) {
      count += await this.forget({ session: scope.slice(sessionScope('').length) })
    }
    return count
  }

  lock(): void {
    this.#locked = true
  }
  unlock(): void {
    this.#locked = false
  }
  status(): PrivacyStatus {
    return {
      locked: this.#locked,
      protection: this.#keys.describe().sentence,
      mode: this.#settings.mode(),
      entries: this.#vault.count(),
      off: this.#settings.serversOff(),
      raw: this.#settings.serversRaw(),
      modes: this.#settings.modes(),
      review: this.#settings.reviews(),
    }
  }

  flowRules(): FlowRule[] {
    return this.#flow.list()
  }
  addFlowRule(rule: Omit<FlowRule, 'id' | 'created'>): FlowRule {
    return this.#flow.add(rule)
  }
  allowFlows(flows: readonly ValueFlow[]): void {
    for (const flow of flows) {
      // The source that met the value first; another source of the same value is another question.
      const [source] = flow.origins
      this.#flow.add({
        kind: flow.kind,
        sourceServer: source?.server ?? '',
        sourceTool: source?.tool ?? '',
        sinkServer: flow.sinkServer,
        sinkTool: flow.sinkTool,
        field: fieldPattern(flow.field),
        action: 'allow',
      })
    }
  }
  previewFlowRule(rule: Omit<FlowRule, 'id' | 'created'>): FlowPreview {
    return previewRule(rule, this.#flow.list(), this.#vault, this.#audit)
  }
  removeFlowRule(id: number): boolean {
    return this.#flow.remove(id)
  }
  audit(filter: Parameters<Privacy['audit']>[0]): AuditEntry[] {
    return this.#audit.list(filter)
  }

  kinds(): KindInfo[] {
    const off = this.#settings.kindsOff()
    return [
      ...kinds.map((kind) => ({
        name: kind.name,
        title: kind.title,
        group: kind.group,
        source: kind.source,
        off: off.has(kind.name),
        strictOnly: kind.strictOnly ?? false,
        custom: false,
      })),
      ...this.#own.kinds().map((kind) => ({
        name: kind.name,
        title: kind.name,
        group: 'own',
        source: 'added by the user',
        off: off.has(kind.name),
        strictOnly: false,
        custom: true,
      })),
    ]
  }
  setKindOff(name: string, off: boolean): void {
    this.#settings.setKindOff(name, off)
    this.#scanner.off = this.#settings.kindsOff()
  }
  setMode(server: string, mode: PrivacyMode): void {
    if (server === '*' && mode === 'off') {
      throw new AthenaError(
        'BAD_PARAMS',
        'Detection can be switched off for single servers, not for all at once.',
      )
    }
    this.#settings.setMode(server, mode)
  }
  mode(server?: string): PrivacyMode {
    return this.#settings.mode(server)
  }
  setRawInSandbox(server: string, on: boolean): void {
    this.#settings.setRaw(server, on)
  }
  rawInSandbox(server: string): boolean {
    return this.#settings.raw(server)
  }

  reviewReason(client: string, session: string, servers: readonly string[]): string | undefined {
    return this.#settings.reviewReason(client, session, servers)
  }
  setReview(who: { server: string } | { client: string }, on: boolean): void {
    this.#settings.setReview(who, on)
  }

  holdsPlain(session: string): boolean {
    return this.#settings.holdsPlain(session)
  }
  seal(session: string, data: Uint8Array): Uint8Array {
    return this.#vault.sealFor(sessionScope(session), data)
  }
  open(session: string, data: Uint8Array): Uint8Array {
    return this.#vault.openFor(sessionScope(session), data)
  }

  shareSession(from: string, to: string): void {
    this.#vault.transaction(() => this.#vault.shareScope(sessionScope(from), sessionScope(to)))
    this.#settings.inherit(from, to)
  }

  ownData(): { id: number; kind: string; masked: string }[] {
    return this.#own
      .values()
      .map((item) => ({ id: item.id, kind: item.kind, masked: maskOf(item.kind, item.value) }))
  }
  addOwnData(value: string, kind = 'MY_DATA'): number {
    const id = this.#own.addValue(value, kind)
    this.#scanner.setExtra(this.#own.detectors())
    return id
  }
  removeOwnData(id: number): boolean {
    const removed = this.#own.remove(id)
    this.#scanner.setExtra(this.#own.detectors())
    return removed
  }
  customKinds(): CustomKind[] {
    return this.#own.kinds()
  }
  addCustomKind(kind: CustomKind): void {
    this.#own.addKind(kind)
    this.#scanner.setExtra(this.#own.detectors())
  }
  removeCustomKind(name: string): boolean {
    const removed = this.#own.removeKind(name)
    this.#scanner.setExtra(this.#own.detectors())
    return removed
  }

  async rest(): Promise<void> {
    await this.#scanner.rest()
  }

  wake(): void {
    this.#scanner.warmUp()
  }

  async close(): Promise<void> {
    await this.#scanner.close()
    this.#vault.close()
  }

  readonly #isKind = (kind: string): boolean => kindNamed(kind) !== undefined || this.#own.isKind(kind)

  #scanMode(server: string | undefined): ScanMode {
    const mode = this.#settings.mode(server)
    if (mode === 'strict' && this.#locked) {
      throw new AthenaError(
        'VAULT_LOCKED',
        'The vault is locked and strict mode is on: unlock it in Athena to go on.',
      )
    }
    return mode === 'strict' ? 'strict' : 'standard'
  }

  #needUnlocked(what: string): void {
    if (this.#locked) throw new AthenaError('VAULT_LOCKED', `The vault is locked; unlock it to ${what}.`)
  }

  /** Memory keeps tokens: known ones stay and become persistent, plain values are minted persistent. */
  async #resolveForMemory(args: Json, sink: Sink): Promise<Resolved> {
    const scopes = scopesFor(sink.session)
    const blocked: Resolved['blocked'] = []
    this.#vault.transaction(() => {
      for (const leaf of leavesOf(args)) {
        if (leaf.type === 'number') continue
        for (const found of findTokens(leaf.text)) {
          if (found.escapes > 0 || !this.#isKind(found.kind)) continue
          const entry = this.#vault.find(found.kind, found.number, scopes)
          if (entry === undefined) {
            const path = pathOf(leaf)
            blocked.push({
              token: found.token,
              path,
              code: 'UNKNOWN_TOKEN',
              reason: unknownReason(found.token),
            })
            this.#audit.record('block', found.token, { ...sink, path, detail: 'unknown in this session' })
          } else if (entry.scope !== persistentScope) {
            this.#vault.share(entry.id, entry.scope, persistentScope)
            this.#audit.record('share', found.token, {
              ...sink,
              path: pathOf(leaf),
              detail: 'kept in memory',
            })
          }
        }
      }
    })
    if (blocked.length > 0) return { value: args, resolved: [], blocked }
    const { changes, findings, leaves } = await this.#tokeniser.find(
      args,
      this.#scanMode(sink.server),
      sink.session,
    )
    await this.#tokeniser.replace(findings, leaves, changes, sink, 'memory')
    return { value: changes.result(), resolved: [], blocked: [] }
  }
}

/** Found because the user said so: their own value, or a kind of their own. */
function isOwn(span: Span): boolean {
  return span.reason === 'my data' || span.reason === 'custom kind'
}

/** Scopes that a session may resolve from. */
function scopesFor(session: string): string[] {
  return [sessionScope(session), persistentScope]
}

function unknownReason(token: string): string {
  return `${token} stands for no value that this session may use. Use the token exactly as a tool of this session returned it.`
}

/** Shows what sort of value it is without the value. */
function maskOf(kind: string, value: string): string {
  const known = kindNamed(kind)
  if (known?.mask) return known.mask(value)
  return value.length > 3 ? `${value.slice(0, 1)}•••` : '•••'
}
