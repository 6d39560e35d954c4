import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { rmSync } from 'node:fs'
import { chromium, type Page } from '@playwright/test'
import Database from 'better-sqlite3'
import type { RunEvent } from '../src-main/contract/events.ts'
import { root, startAthena, type Athena } from '../e2e/support/start-athena.ts'
import type { BenchRow } from '../scripts/run-bench.ts'

const manyRuns = 100_000
/** Four events a call: asked, sent, a token, ended. */
const manyCalls = 2500
const bigRun = 'x_bench_big'
/** Milliseconds of a live run of about 1,000 events a second. */
const liveMs = 12_000

/**
 * The page in a real Chromium against the real host: how soon long lists and big runs are readable, how much work a frame
 * is, how often a busy live run is drawn, and the size of what loads first. Times are of the page; a shared machine shows.
 */
export async function run({ log }: { data?: string; log: (line: string) => void }): Promise<BenchRow[]> {
  const rows: BenchRow[] = [initialScripts()]
  log(`writing ${manyRuns} runs and one of ${manyCalls * 4} events`)
  const first = await startAthena()
  const { data } = first
  await first.cli(['exec', '-', '--json'], { input: 'return 1' })
  await first.stop({ keepData: true })
  fill(join(data, 'athena.db'))

  const athena = await startAthena({ data })
  const browser = await chromium.launch({
    ...(process.env.ATHENA_CHROMIUM === undefined ? {} : { executablePath: process.env.ATHENA_CHROMIUM }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.addInitScript(watchFrames)
    await page.goto(await athena.newPageUrl())
    await page.getByRole('contentinfo').getByText('MCP 127.0.0.1').waitFor()

    log('runs')
    rows.push(
      bound('Runs: first rows drawn after their data came, 100,000 runs', await runsPaint(page), 'ms', 300),
      ...(await scrolled(page, 'Runs', '.runs-list .pane-body')),
    )
    log('palette')
    rows.push(bound('Palette: key to drawn, median of 9', await palette(page), 'ms', 50))
    log('a run of 10,000 events')
    const opened = await openRun(page)
    rows.push(
      bound('Run of 10,000 events: opened to summary', opened.strip, 'ms', 500),
      bound('Run of 10,000 events: opened to rows', opened.rows, 'ms', 1000),
    )
    await page.getByRole('row', { name: new RegExp(`× ${manyCalls}`) }).focus()
    await page.keyboard.press('Enter')
    rows.push(
      ...(await scrolled(page, 'Timeline', '.tl-scroll')),
      bound('Timeline: work of a zoom step, p95', await zoomWork(page), 'ms', 16),
    )
    log('a live run')
    rows.push(...(await live(page, athena)))
  } finally {
    await browser.close()
    await athena.stop({ keepData: true })
    rmSync(data, { recursive: true, force: true, maxRetries: 5 })
  }
  return rows
}

function bound(metric: string, value: number, unit: string, most: number): BenchRow {
  return { metric, value, unit, target: `<= ${most}`, pass: value <= most }
}

/** Scripts that index.html loads, compressed. */
function initialScripts(): BenchRow {
  const folder = join(root, 'out', 'renderer')
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  const files = [...html.matchAll(/(?:src|href)="\.?\/?([^"]+\.js)"/g)].map((match) => match[1] ?? '')
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0)
  return bound('Initial JavaScript, gzipped', bytes / 1000, 'kB', 400)
}

function fill(path: string): void {
  const database = new Database(path)
  const pattern = database.prepare('SELECT code_ref FROM runs LIMIT 1').get() as { code_ref: string }
  const insert = database.prepare(
    `INSERT INTO runs (id, session, client, source, status, title, code_ref, code_hash, started_at, duration_ms, calls,
       failed_calls, tools, vault_tokens, bytes_stayed, tokens_stayed, bytes_to_model, tokens_to_model)
     VALUES (?, ?, ?, 'agent', ?, ?, ?, 'h', ?, ?, ?, 0, ?, 0, ?, ?, 600, 180)`,
  )
  const event = database.prepare('INSERT INTO events (run, seq, event) VALUES (?, ?, ?)')
  const statuses = ['ok', 'ok', 'ok', 'ok', 'error', 'timeout']
  const now = Date.now()
  database.transaction(() => {
    for (let n = 0; n < manyRuns; n++)
      insert.run(
        `x_bench_${n}`,
        `s_${n % 500}`,
        n % 3 === 0 ? 'Claude Desktop' : 'Cursor',
        statuses[n % statuses.length],
        `Sort the tickets of week ${n}`,
        pattern.code_ref,
        now - (manyRuns - n) * 20_000,
        (n * 37) % 9000,
        n % 40,
        JSON.stringify(['github/list_issues', 'slack/post_message']),
        n * 13,
        n * 4,
      )
    insert.run(
      bigRun,
      's_1',
      'Cursor',
      'ok',
      'A big one',
      pattern.code_ref,
      now,
      25_000,
      manyCalls,
      '["github/get_issue"]',
      1,
      1,
    )
    for (const [index, one] of bigEvents(now).entries()) event.run(bigRun, index + 1, JSON.stringify(one))
  })()
  database.close()
}

function bigEvents(at: number): RunEvent[] {
  const limits = {
    cpuMs: 5000,
    wallMs: 300_000,
    memoryMb: 100,
    concurrentCalls: 8,
    maxCalls: 10_000,
    callMs: 30_000,
    resultBytes: 1,
    logBytes: 1,
  }
  const events: RunEvent[] = [
    {
      t: 0,
      k: 'run.started',
      source: 'agent',
      client: 'Cursor',
      session: 's_1',
      codeRef: 'c',
      codeHash: 'h',
      limits,
      at,
      tokenMethod: 'o200k',
    },
    { t: 20, k: 'sandbox.ready', ms: 1, level: 'kernel-enforced', pid: 1 },
  ]
  for (let n = 0; n < manyCalls; n++) {
    const t = 30 + n * 10
    const call = `c${n}`
    events.push(
      {
        t,
        k: 'call.asked',
        call,
        tool: 'github/get_issue',
        line: 3,
        argsRef: 'r',
        preview: `{"number":${n}}`,
      },
      { t: t + 1, k: 'call.sent', call },
      { t: t + 8, k: 'pii.minted', token: `[EMAIL_${n % 300}]`, kind: 'EMAIL', call, path: '/user/email' },
      { t: t + 9, k: 'call.ended', call, ok: true, bytes: 900, tokens: 200 },
    )
  }
  events.push({ t: 25_100, k: 'run.ended', status: 'ok', bytesToModel: 600, tokensToModel: 180 })
  return events
}

declare global {
  interface Window {
    benchFrames?: { at: number; rows: boolean }[]
  }
}

/** Notes when frames came, before the page reads them. */
function watchFrames(): void {
  const frames: { at: number; rows: boolean }[] = []
  window.benchFrames = frames
  const Original = window.WebSocket
  window.WebSocket = class extends Original {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      this.addEventListener('message', (message) => {
        const text = String(message.data)
        frames.push({ at: performance.now(), rows: text.includes('"rows":[{') })
      })
    }
  }
}

async function runsPaint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          if (document.querySelector('[data-run]') === null) return
          observer.disconnect()
          const data = window.benchFrames?.findLast((frame) => frame.rows)?.at ?? 0
          requestAnimationFrame(() => {
            const channel = new MessageChannel()
            channel.port1.addEventListener('message', () => resolve(performance.now() - data))
            channel.port1.start()
            channel.port2.postMessage(0)
          })
        })
        observer.observe(document.body, { subtree: true, childList: true })
        location.hash = '#/runs'
      }),
  )
}

const scrollFrames = 120

/** Scrolls a pane: time and processor time of a frame. The second does not depend on what else the machine does. */
async function scrolled(page: Page, name: string, selector: string): Promise<BenchRow[]> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
  const taskSeconds = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? Number.NaN
  }
  const before = await taskSeconds()
  const p95 = await scrollWork(page, selector)
  const cpu = ((await taskSeconds()) - before) * 1000
  await devtools.detach()
  return [
    bound(`${name}: time of a frame while scrolling, p95`, p95, 'ms', 16),
    bound(`${name}: processor time of a frame while scrolling, mean`, cpu / scrollFrames, 'ms', 16),
  ]
}

/** Time of each frame (script, style, layout, paint on the main thread) while a pane is scrolled, p95 milliseconds. */
async function scrollWork(page: Page, selector: string): Promise<number> {
  await page.locator(selector).first().waitFor()
  const work = await page.evaluate(
    ([where, frames]) =>
      new Promise<number[]>((resolve) => {
        const pane = document.querySelector(where)
        const taken: number[] = []
        const channel = new MessageChannel()
        let begun = 0
        channel.port1.addEventListener('message', () => {
          taken.push(performance.now() - begun)
          if (taken.length < frames) requestAnimationFrame(step)
          else resolve(taken)
        })
        channel.port1.start()
        function step(): void {
          begun = performance.now()
          if (pane !== null) pane.scrollTop += 112
          channel.port2.postMessage(0)
        }
        requestAnimationFrame(step)
      }),
    [selector, scrollFrames] as const,
  )
  return percentile(work, 0.95)
}

async function zoomWork(page: Page): Promise<number> {
  await page.locator('.tl .r').first().focus()
  const taken: number[] = []
  for (let n = 0; n < 30; n++)
    taken.push(
      await page.evaluate(
        (key) =>
          new Promise<number>((resolve) =>
            requestAnimationFrame(() => {
              const begun = performance.now()
              document.activeElement?.dispatchEvent(
                new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
              )
              const channel = new MessageChannel()
              channel.port1.addEventListener('message', () => resolve(performance.now() - begun))
              channel.port1.start()
              channel.port2.postMessage(0)
            }),
          ),
        n % 6 < 3 ? '+' : '-',
      ),
    )
  return percentile(taken, 0.95)
}

async function palette(page: Page): Promise<number> {
  const taken: number[] = []
  for (let n = 0; n < 9; n++) {
    taken.push(
      await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const begun = performance.now()
            const observer = new MutationObserver(() => {
              if (document.querySelector('[cmdk-item]') === null) return
              observer.disconnect()
              requestAnimationFrame(() => {
                const channel = new MessageChannel()
                channel.port1.addEventListener('message', () => resolve(performance.now() - begun))
                channel.port1.start()
                channel.port2.postMessage(0)
              })
            })
            observer.observe(document.body, { subtree: true, childList: true })
            document.body.dispatchEvent(
              new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true }),
            )
          }),
      ),
    )
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
  }
  return percentile(taken, 0.5)
}

async function openRun(page: Page): Promise<{ strip: number; rows: number }> {
  return page.evaluate(
    ([id, calls]) =>
      new Promise<{ strip: number; rows: number }>((resolve) => {
        const begun = performance.now()
        let strip = 0
        const look = () => {
          if (strip === 0 && document.querySelector('dl.strip') !== null) strip = performance.now() - begun
          const group = document.querySelector(`[role="row"][aria-label*="× ${calls}"]`)
          if (group === null) requestAnimationFrame(look)
          else resolve({ strip, rows: performance.now() - begun })
        }
        location.hash = `#/run/${id}`
        requestAnimationFrame(look)
      }),
    [bigRun, manyCalls] as const,
  )
}

async function live(page: Page, athena: Athena): Promise<BenchRow[]> {
  await page.evaluate(() => {
    location.hash = '#/runs'
  })
  await page.locator('[data-run]').first().waitFor()
  const done = athena.cli(['exec', '-', '--json'], {
    input: `// Busy
      const until = Date.now() + ${liveMs}
      for (let n = 0; Date.now() < until; n++) {
        for (let m = 0; m < 50; m++) console.log('event ' + n + '.' + m)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }`,
  })
  const row = page.getByRole('row', { name: /Busy/ })
  const id = await row.first().getAttribute('data-run')
  await page.evaluate((run) => {
    location.hash = `#/run/${run}`
  }, id)
  await page.getByText(/following · /).waitFor()
  const seen = await page.evaluate(
    () =>
      new Promise<{ renders: number; events: number; seconds: number }>((resolve) => {
        const count = () =>
          Number(
            /([\d,]+) event/
              .exec(document.querySelector('main .badge')?.textContent ?? '')?.[1]
              ?.replaceAll(',', '') ?? 0,
          )
        const begun = performance.now()
        const from = count()
        let last = from
        let renders = 0
        const observer = new MutationObserver(() => {
          const now = count()
          if (now !== last) renders++
          last = now
        })
        observer.observe(document.body, { subtree: true, characterData: true, childList: true })
        setTimeout(() => {
          observer.disconnect()
          resolve({ renders, events: last - from, seconds: (performance.now() - begun) / 1000 })
        }, 3000)
      }),
  )
  await done
  return [
    { metric: 'Live run: events a second that came', value: seen.events / seen.seconds, unit: '/s' },
    bound('Live run: renders a second', seen.renders / seen.seconds, '/s', 10.5),
  ]
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
