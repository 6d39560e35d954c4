import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import axe from 'axe-core'
import { root, testEnvironment, type Athena } from '../support/start-athena.ts'

/** Goes to a place in the open page, such as `runs` or `run/x_1?tab=flow`. */
export async function goTo(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash
  }, `#/${place}`)
}

/** Runs a script by the command line and returns the id of its execution. */
export async function runScript(athena: Athena, code: string): Promise<string> {
  const result = await athena.cli(['exec', '-', '--json'], { input: code })
  return result.json<{ executionId: string }>().executionId
}

/** Runs the demo by its button and waits for both sides. */
export async function runDemo(page: Page): Promise<void> {
  await goTo(page, 'home/demo')
  const main = page.getByRole('main')
  // An earlier test may have run it in the same page.
  await main.getByRole('button', { name: /Run the demo|Run again/ }).click()
  await expect(main.getByRole('button', { name: 'Run again' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('heading', { name: 'What was sent' })).toBeVisible()
}

/** What a look changes: colours in the dark, what scrolls and hides in a narrow window. The rest is as it was in the light. */
const rulesOfLook = {
  dark: ['color-contrast', 'link-in-text-block'],
  narrow: ['scrollable-region-focusable', 'aria-hidden-focus', 'region', 'landmark-one-main'],
}

/** The looks a screen is checked in; the light one at the usual size is checked whole. */
export const looks = [
  { colorScheme: 'light', width: 1440, height: 900, look: undefined },
  { colorScheme: 'dark', width: 1440, height: 900, look: 'dark' },
  { colorScheme: 'light', width: 960, height: 640, look: 'narrow' },
] as const

/**
 * Checks the page with axe; Monaco's own inside is left to its makers. A page that was checked whole is checked in another look
 * by the rules that look can break.
 */
export async function expectNoViolations(page: Page, look?: keyof typeof rulesOfLook): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  const violations = await page.evaluate(
    async (rules) => {
      const { axe: checker } = globalThis as unknown as { axe: typeof axe }
      const result = await checker.run(
        { exclude: ['.monaco-editor'] },
        { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) },
      )
      return result.violations.map(
        (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
      )
    },
    look === undefined ? undefined : rulesOfLook[look],
  )
  expect(violations).toEqual([])
}

/** Every frame the host sends to the page from now on, as text. */
export function collectFrames(page: Page): string[] {
  const frames: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      frames.push(payload.toString())
    }),
  )
  return frames
}

/** A host on a fixed port and data folder, that can be killed and started again as itself. */
export interface FixedHost {
  start(): Promise<void>
  kill(): Promise<void>
  dispose(): Promise<void>
}

/** Takes over data folder and port of an Athena that was stopped with its data kept. */
export function fixedHost(data: string, port: string): FixedHost {
  let child: ChildProcess | undefined
  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  return {
    async start() {
      const started = spawn(process.execPath, [join(root, 'out', 'main', 'headless.js'), '--port', port], {
        env: testEnvironment(data),
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      })
      child = started
      started.stdout?.setEncoding('utf8')
      let text = ''
      while (!text.includes('#code=')) {
        const [chunk] = (await once(started.stdout ?? started, 'data')) as [string]
        text += chunk
      }
      expect(text).toContain(`:${port}/`)
    },
    kill,
    async dispose() {
      await kill()
      rmSync(data, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Reads what a running Athena says of itself in its data folder. */
export function runtimeInfo(data: string): unknown {
  return JSON.parse(readFileSync(join(data, 'runtime.json'), 'utf8'))
}
