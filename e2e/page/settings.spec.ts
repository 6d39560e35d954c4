import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../support/fixtures.ts'
import { expectNoViolations, goTo } from './helpers.ts'

test('settings are searched, marked when changed, and go back; logs are read; everything can be deleted', async ({
  athena,
  openPage,
  page,
}) => {
  await openPage(athena)
  await goTo(page, 'settings')
  const search = page.getByRole('textbox', { name: 'Search settings' })
  await search.fill('retention kept')
  const days = page.getByRole('spinbutton', { name: 'Days that runs are kept' })
  await expect(days).toHaveValue('30')
  await expect(page.getByRole('switch')).toHaveCount(0)
  await days.fill('7')
  await days.press('Enter')
  const reset = page.getByRole('button', { name: 'Reset Days that runs are kept to its default' })
  await expect(reset).toBeVisible()
  await page.reload()
  await page.getByRole('button', { name: 'Changed only' }).click()
  await expect(days).toHaveValue('7')
  await expectNoViolations(page)
  await reset.click()
  await expect(page.getByRole('heading', { name: 'No setting fits' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()

  // Agents are paused from the title bar, and the command line is told so.
  await page.getByRole('button', { name: 'Pause agents' }).click()
  await expect(page.getByRole('button', { name: /Agents paused/ })).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('button', { name: /Agents paused/ }).click()

  await goTo(page, 'logs')
  const log = page.getByRole('log', { name: 'Logs' })
  await expect(log).toContainText('started')
  await expectNoViolations(page)
  await page.getByRole('radio', { name: 'Errors' }).click()
  await expect(page.getByRole('heading', { name: 'No line fits' })).toBeVisible()

  await goTo(page, 'settings')
  await search.fill('erase')
  await page.getByRole('button', { name: 'Delete all data…' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Delete everything Athena keeps?' })
  const now = dialog.getByRole('button', { name: 'Delete all data now' })
  await expect(now).toBeDisabled()
  await dialog.getByRole('textbox').fill('delete everything')
  await expectNoViolations(page)
  await now.click()
  await expect(page.getByRole('main').getByText('Deleted. Athena stops now')).toBeVisible()
  await expect
    .poll(
      () =>
        ['athena.db', 'vault.db', 'memory.db', 'keys'].filter((name) => existsSync(join(athena.data, name))),
      {
        timeout: 20_000,
      },
    )
    .toEqual([])
})
