import { test as base } from '@playwright/test'
import { startAthena, type Athena } from './start-athena.ts'

/**
 * Playwright's `test` with an Athena: one a worker by `sharedAthena`, or one a test by `athena`. `openPage` opens its
 * page and fails the test on any uncaught error in it.
 */
export const test = base.extend<
  { athena: Athena; openPage: (athena: Athena) => Promise<void> },
  { sharedAthena: Athena }
>({
  sharedAthena: [
    async ({}, use) => {
      const athena = await startAthena()
      await use(athena)
      await athena.stop()
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
    if (errors.length > 0)
      throw new Error(`The page had errors: ${errors.map((error) => error.stack).join('\n')}`)
  },
})

export { expect } from '@playwright/test'
