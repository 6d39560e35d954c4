import { test as base, type Browser, type BrowserContextOptions, type Page } from '@playwright/test'
import { callHost } from './control.ts'
import { startAthena, type Athena } from './start-athena.ts'

/** A page that is signed in at the shared Athena and outlives a test; loading it takes longer than most tests. */
interface SharedPage {
  /** The page as a new one would be: on the first screen, in the light, at its usual size. */
  fresh(): Promise<Page>
  /** What was thrown in the page and caught by nothing since it was last asked. */
  takeErrors(): Error[]
  /** Drops a page that a failed test left in an unknown state. */
  drop(): Promise<void>
}

/**
 * Playwright's `test` with an Athena: one a worker by `sharedAthena`, or one a test by `athena`. `openPage` opens its
 * page and fails the test on any uncaught error in it.
 */
export const test = base.extend<
  { athena: Athena; openPage: (athena: Athena) => Promise<void> },
  { sharedAthena: Athena; sharedPage: SharedPage }
>({
  sharedAthena: [
    async ({}, use) => {
      const athena = await startAthena()
      await use(athena)
      await athena.stop()
    },
    { scope: 'worker' },
  ],
  sharedPage: [
    async ({ browser, sharedAthena }, use, { project }) => {
      const shared = sharePage(browser, sharedAthena, {
        viewport: project.use.viewport ?? null,
        ...project.use.contextOptions,
      })
      await use(shared)
      await shared.drop()
    },
    { scope: 'worker' },
  ],
  athena: async ({}, use) => {
    const athena = await startAthena()
    await use(athena)
    await athena.stop()
  },
  openPage: async ({ page }, use) => {
    const errors: Error[] = []
    page.on('pageerror', (error) => errors.push(error))
    await use(async (athena) => {
      await page.goto(await athena.newPageUrl())
    })
    throwAll(errors)
  },
})

/**
 * The same on the page that is shared between tests. A test must not reload it, and takes back what it changed; runs of
 * other tests are there unless it removes them by `removeRuns`.
 */
export const sharedTest = test.extend({
  page: async ({ sharedPage }, use, info) => {
    await use(await sharedPage.fresh())
    const errors = sharedPage.takeErrors()
    if (info.status !== info.expectedStatus) await sharedPage.drop()
    throwAll(errors)
  },
  context: async ({ page }, use) => {
    await use(page.context())
  },
  openPage: async ({ page, sharedAthena }, use) => {
    await use((athena) =>
      athena === sharedAthena && new URL(page.url()).origin === athena.url
        ? Promise.resolve()
        : Promise.reject(new Error('The shared page belongs to the shared Athena.')),
    )
  },
})

export { expect } from '@playwright/test'

/** Removes the runs of earlier tests from a shared Athena. */
export async function removeRuns(athena: Athena): Promise<void> {
  for (;;) {
    const { rows } = await callHost<{ rows: { id: string }[] }>(athena.data, 'runs.page', { limit: 100 })
    if (rows.length === 0) return
    const { deleted } = await callHost<{ deleted: string[] }>(athena.data, 'runs.delete', {
      ids: rows.map((row) => row.id),
    })
    if (deleted.length === 0) throw new Error('Runs of an earlier test are alive still.')
  }
}

function sharePage(browser: Browser, athena: Athena, options: BrowserContextOptions): SharedPage {
  let page: Page | undefined
  const errors: Error[] = []
  return {
    async fresh() {
      if (page?.isClosed() !== false) {
        const context = await browser.newContext(options)
        page = await context.newPage()
        page.on('pageerror', (error) => errors.push(error))
        await page.goto(await athena.newPageUrl())
      }
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
      if (options.viewport) await page.setViewportSize(options.viewport)
      await page.evaluate(() => {
        location.hash = '#/home'
      })
      await page.getByRole('contentinfo').waitFor()
      return page
    },
    takeErrors: () => errors.splice(0),
    async drop() {
      await page?.context().close()
      page = undefined
    },
  }
}

function throwAll(errors: readonly Error[]): void {
  if (errors.length > 0)
    throw new Error(`The page had errors: ${errors.map((error) => error.stack).join('\n')}`)
}
