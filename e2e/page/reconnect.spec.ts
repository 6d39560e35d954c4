import { expect, test } from '@playwright/test'
import { startAthena } from '../support/start-athena.ts'
import { fixedHost, goTo, runScript } from './helpers.ts'

test('a killed host leaves the page readable; it says so, comes back and catches up without a reload', async ({
  page,
}) => {
  const first = await startAthena()
  const { data } = first
  const port = new URL(first.url).port
  const host = fixedHost(data, port)
  try {
    await runScript(first, '// Before the crash\nreturn 1')
    await page.goto(first.pageUrl)
    await page.evaluate(() => Object.assign(window, { notReloaded: true }))
    await goTo(page, 'runs')
    const row = page.getByRole('row', { name: /Before the crash/ })
    await expect(row).toBeVisible()

    await first.kill()
    await expect(page.getByText(/Host stopped .* ago — reconnecting/)).toBeVisible()
    await expect(row).toBeVisible()
    await row.click()
    await expect(page.getByRole('contentinfo')).toContainText('Host not reached')

    await host.start()
    await expect(page.getByText(/reconnecting/)).toHaveCount(0, { timeout: 20_000 })
    await expect(page.getByRole('contentinfo')).toContainText('MCP 127.0.0.1')
    await expect(page.getByText('not signed in')).toHaveCount(0)

    // What happened meanwhile and after is there.
    await runScript(first, '// After the crash\nreturn 2')
    await expect(page.getByRole('row', { name: /After the crash/ })).toBeVisible()
    await expect(row).toBeVisible()
    expect(await page.evaluate(() => 'notReloaded' in window)).toBe(true)
  } finally {
    await first.kill()
    await host.dispose()
  }
})
