import { expect, test } from '../support/fixtures.ts'
import { expectNoViolations, goTo, runScript } from './helpers.ts'

test('an empty list teaches, a run appears live, a filter never strands', async ({
  athena,
  openPage,
  page,
}) => {
  await openPage(athena)
  await goTo(page, 'runs')
  await expect(page.getByRole('heading', { name: 'Nothing has run yet' })).toBeVisible()
  await expectNoViolations(page)

  await runScript(athena, '// First of all\nreturn 40 + 2')
  const grid = page.getByRole('grid', { name: 'Runs' })
  await expect(grid.getByRole('row', { name: /First of all/ })).toBeVisible()
  await runScript(athena, "// The one that fails\nthrow new Error('<b>no</b>')")
  await expect(grid.getByRole('row').nth(1)).toContainText('The one that fails')
  await expect(grid.getByRole('row').nth(1)).toContainText('error')
  await expectNoViolations(page)

  const filter = page.getByRole('combobox', { name: 'Filter runs' })
  await page.keyboard.press('/')
  await expect(filter).toBeFocused()
  await page.keyboard.type('status:ok ')
  await expect(grid.getByRole('row')).toHaveCount(2)
  await expect(grid.getByRole('row').nth(1)).toContainText('First of all')
  expect(page.url()).toContain('filter=status%3Aok')
  await page.keyboard.type('nothing-like-this')
  await expect(page.getByRole('heading', { name: 'No run fits the filter' })).toBeVisible()
  await expectNoViolations(page)
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(grid.getByRole('row')).toHaveCount(3)
})

test('the list is walked and a run opened by keys alone', async ({ athena, openPage, page }) => {
  for (const name of ['one', 'two', 'three']) await runScript(athena, `// Number ${name}\nreturn 1`)
  await openPage(athena)
  await goTo(page, 'runs')
  const rows = page.getByRole('grid', { name: 'Runs' }).getByRole('row')
  await expect(rows).toHaveCount(4)
  await page.keyboard.press('j')
  await expect(rows.nth(1)).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(rows.nth(2)).toBeFocused()
  await expect(rows.nth(2)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('k')
  await page.keyboard.press('End')
  await expect(rows.nth(3)).toBeFocused()
  await expect(rows.nth(3)).toContainText('Number one')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Number one')
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await page.keyboard.press('[')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Number two')
  await page.goBack()
  await page.goBack()
  await expect(page.getByRole('grid', { name: 'Runs' })).toBeVisible()
})

test('a running run can be followed and stopped', async ({ athena, openPage, page }) => {
  await openPage(athena)
  await goTo(page, 'editor')
  await page.evaluate(() => localStorage.setItem('athena.draft', 'x'))
  const run = athena.cli(['exec', '-', '--json'], {
    input:
      "// Counts for long\nfor (let i = 0; i < 600; i++) { console.log('beat ' + i); await new Promise((r) => setTimeout(r, 100)) }",
  })
  await goTo(page, 'runs')
  const row = page.getByRole('row', { name: /Counts for long/ })
  await expect(row).toContainText('running')
  await row.dblclick()
  await expect(page.getByText(/following · \d+ events/)).toBeVisible()
  await page.getByRole('tab', { name: /Log/ }).click()
  await expect(page.getByText('beat 3', { exact: true })).toBeVisible()
  await page.getByRole('main').getByRole('button', { name: 'Stop' }).click()
  await expect(page.locator('.strip').getByText('stopped')).toBeVisible()
  expect((await run).json<{ status: string }>().status).toBe('stopped')
})
