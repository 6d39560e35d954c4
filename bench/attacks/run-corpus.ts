import { builtSandbox } from '../../src-sandbox/testing/build-once.ts'
import { judge, knownKinds } from './assertions.ts'
import type { Scene } from './assertions.ts'
import { createControl } from './control.ts'
import { fill, readCorpus } from './corpus.ts'
import type { Item } from './corpus.ts'
import { createProduct, makeDataFolder } from './product.ts'
import type { LauncherKind } from './product.ts'
import type { Subject } from './report.ts'
import { createStubTools } from './stub-tools.ts'
import { openDescriptors, watchEventLoop } from './watch.ts'
import { createWorld } from './world.ts'

export type Mode = 'full' | 'gate-off' | 'realm-lost' | 'control'

export interface ItemResult {
  id: string
  stride: string
  /** Control mode: `fired` (the attack worked, as it must) or `quiet` with the reason. */
  verdict: 'passed' | 'failed' | 'fired' | 'quiet' | 'skipped'
  status: string
  ms?: number
  /** Most memory above the value at rest, megabytes. */
  grownMb?: number
  problems: string[]
}

export interface Summary {
  corpus: string
  mode: Mode
  /** Level the sandbox reached. */
  level: string
  total: number
  passed: number
  failed: number
  items: ItemResult[]
}

export interface CorpusOptions {
  corpus: string
  mode: Mode
  /** `fork` where it is left out. */
  launcher?: LauncherKind
  filter?: RegExp
  /** Factor on time limits; 1 is exact. */
  tolerance: number
  say: (line: string) => void
}

/** Runs a corpus folder and judges every expectation of every item. In control mode an attack passes when at least one of its expectations breaks. */
export async function runCorpus(options: CorpusOptions): Promise<Summary> {
  const { mode, say } = options
  const { manifest, source } = readCorpus(options.corpus)
  const data = makeDataFolder()
  const world = await createWorld(data.auditFile)
  const tools = createStubTools(
    world.workspace,
    world.canaries.vault,
    manifest.limits.disk_mb,
    mode === 'control',
  )
  const items = manifest.items.filter((item) => !options.filter || options.filter.test(item.id))
  const missing = [...new Set(items.flatMap((item) => item.expect.map((one) => one.kind)))].filter(
    (kind) => !knownKinds.includes(kind),
  )
  if (missing.length > 0) say(`assertions that are not implemented: ${missing.join(', ')}`)
  let subject: Subject
  let otherSession = 'other'
  if (mode === 'control')
    subject = createControl(tools, manifest.limits.timeout_ms, {
      note: world.canaries.other_session,
      vault: world.canaries.vault,
    })
  else {
    const product = await createProduct(
      mode,
      data,
      await builtSandbox(),
      tools,
      manifest.limits.timeout_ms,
      options.launcher ?? 'fork',
    )
    subject = product
    otherSession = product.sessions.other
  }
  say(
    `${items.length} items at ${mode}${options.launcher === 'utility' ? ', supervisor in a utility process' : ''}; sandbox: ${subject.describe}`,
  )
  const leave = `await callMCPTool('session.set', { key: 'note', value: '${world.canaries.other_session}' }); for (const o of [Object.prototype, Array.prototype, Function.prototype, globalThis] as any[]) o.__note = '${world.canaries.other_session}'; return 'left'`
  await subject.run(leave, 'other')
  if (mode === 'realm-lost') {
    // Code that never gets what the level promises would pass for a defence.
    const { value } = await subject.run(
      'return [typeof process, typeof require, typeof (globalThis as any).__kernel?.call]',
      'own',
    )
    if (JSON.stringify(value) !== '["object","function","function"]')
      throw new Error(`The test runner did not give its realm away: ${JSON.stringify(value)}`)
  }
  const results: ItemResult[] = []
  try {
    for (const item of items) {
      if (mode === 'control' && item.control === 'skip') {
        results.push({ id: item.id, stride: item.stride, verdict: 'skipped', status: '', problems: [] })
        continue
      }
      const result = await runItem(item).catch((error: unknown): ItemResult => {
        const problem = error instanceof Error ? error.message : String(error)
        return { id: item.id, stride: item.stride, verdict: 'failed', status: '', problems: [problem] }
      })
      results.push(result)
      const bad = result.verdict === 'failed' || result.verdict === 'quiet'
      say(
        `${bad ? 'x' : ' '} ${item.id.padEnd(34)} ${result.verdict.padEnd(8)} ${result.status.padEnd(9)} ${result.ms === undefined ? '' : `${Math.round(result.ms)} ms`}${result.grownMb === undefined ? '' : ` +${Math.round(result.grownMb)} MB`}${result.problems.length > 0 && mode !== 'control' ? `\n    ${result.problems.join('\n    ')}` : ''}${result.verdict === 'quiet' ? `  ${result.problems.join('; ').slice(0, 200)}` : ''}`,
      )
    }
  } finally {
    await subject.close()
    await world.close()
  }
  const passed = results.filter((result) => result.verdict === 'passed' || result.verdict === 'fired').length
  const failed = results.filter((result) => result.verdict === 'failed').length
  const quiet = results.filter((result) => result.verdict === 'quiet').length
  const skipped = results.filter((result) => result.verdict === 'skipped').length
  say(
    mode === 'control'
      ? `${passed} fired or worked, ${quiet} quiet, ${skipped} not meant to run without a sandbox, ${failed} failed`
      : `${passed}/${results.length} passed at ${mode}`,
  )
  return {
    corpus: options.corpus,
    mode,
    level: subject.describe,
    total: results.length,
    passed,
    failed,
    items: results,
  }

  async function runItem(item: Item): Promise<ItemResult> {
    world.reset()
    tools.reset()
    const text = fill(source(item), world.placeholders)
    const descriptors = openDescriptors()
    const loop = watchEventLoop()
    const report = await subject.run(text, 'own')
    const lagMs = loop.stop()
    // Datagrams and connections that were on their way arrive.
    await new Promise((resolve) => setTimeout(resolve, 10))
    const scene: Scene = {
      report,
      world,
      tools,
      subject,
      lagMs,
      descriptorGrowth: openDescriptors() - descriptors,
      tolerance: options.tolerance,
      toleranceMs: manifest.limits.tolerance_ms,
      otherSession,
    }
    const problems: string[] = []
    for (const expectation of item.expect) {
      if (
        mode === 'control' &&
        /^(host_alive|ended_within|rss_growth_below|audit_|source_hash)/.test(expectation.kind)
      )
        continue
      const problem = await judge(expectation, scene)
      if (problem !== undefined) problems.push(`${expectation.kind}: ${problem}`)
    }
    const base = {
      id: item.id,
      stride: item.stride,
      status: report.status,
      ...(report.ms === undefined ? {} : { ms: report.ms }),
      ...(report.watched
        ? { grownMb: (report.watched.peakRssBytes - report.watched.baseRssBytes) / 1048576 }
        : {}),
    }
    if (mode !== 'control') return { ...base, verdict: problems.length === 0 ? 'passed' : 'failed', problems }
    if (item.stride === 'benign')
      return { ...base, verdict: problems.length === 0 ? 'fired' : 'failed', problems }
    if (problems.length > 0) return { ...base, verdict: 'fired', problems }
    // What a host promises about its record, its protocol and its next run cannot break where there is no host.
    if (item.expect.some((one) => /^(audit_|source_hash|status_in|result_|next_run)/.test(one.kind)))
      return { ...base, verdict: 'quiet', problems: ['promises of a host; there is none here'] }
    return {
      ...base,
      verdict: 'quiet',
      problems: [
        report.message.split('\n')[0] ?? `ended as ${report.status} without effect`,
        `result ${JSON.stringify(report.value)?.slice(0, 100)}`,
      ],
    }
  }
}
