import { expect, test } from '../support/fixtures.ts'
import { expectNoViolations, goTo, runDemo } from './helpers.ts'

test('a value is shown one at a time, on request, and a locked vault shows none', async ({
  athena,
  openPage,
  page,
}) => {
  await openPage(athena)
  await goTo(page, 'vault')
  await expect(page.getByRole('heading', { name: 'No personal data has passed yet' })).toBeVisible()
  await runDemo(page)
  await goTo(page, 'vault')
  const grid = page.getByRole('grid', { name: 'Vault tokens' })
  await page.getByRole('button', { name: /^email/ }).click()
  await grid.getByRole('row', { name: /\[EMAIL_1\]/ }).click()
  const about = page.getByRole('complementary', { name: 'About the token' })
  const value = about.locator('.reveal')
  await expect(value).toContainText('•')
  const masked = await value.innerText()
  const reveal = about.getByRole('button', { name: 'Show the value' })
  await reveal.click()
  await expect(reveal).toHaveAttribute('aria-pressed', 'true')
  await expect(value).toContainText(/^[^•]+@[^•]+$/)
  await expect(about.getByRole('timer')).toContainText('hides in')
  await expectNoViolations(page)
  await reveal.click()
  await expect(value).toHaveText(masked)

  // Another row, and the lock, take a value away.
  await reveal.click()
  await expect(value).not.toContainText('•')
  await page.getByRole('button', { name: 'Lock now' }).click()
  await expect(value).toContainText('•')
  await expect(reveal).toBeDisabled()
  await page.getByRole('button', { name: 'Unlock' }).click()
  await expect(reveal).toBeEnabled()

  await page.getByRole('textbox', { name: 'Filter vault tokens' }).fill('no-such-token')
  await expect(page.getByRole('heading', { name: 'No vault token fits the filter' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(grid).toBeVisible()
})

test('one’s own value is found exactly and can be taken back', async ({ athena, openPage, page }) => {
  await openPage(athena)
  await goTo(page, 'settings')
  await page.getByRole('textbox', { name: 'A value of yours' }).fill('Project Halcyon')
  await page.getByRole('button', { name: 'Add' }).click()
  await expect(page.getByRole('button', { name: 'Remove' })).toBeVisible()
  await goTo(page, 'home/demo')
  await page.getByLabel('Your text').fill('Please review Project Halcyon today.')
  const output = page.getByRole('region', { name: 'What a model would get' })
  await expect(output.locator('.tok')).toHaveCount(1)
  await expect(output).not.toContainText('Halcyon')
})
