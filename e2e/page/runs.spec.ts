import { expect, removeRuns, sharedTest } from '../support/fixtures.ts'
import { expectNoViolations, goTo, runScript } from './helpers.ts'

sharedTest(
  'an empty list teaches, a run appears live, a filter never strands',
  async ({ sharedAthena: athena, openPage, page }) => {
    await removeRuns(athena)
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
  },
)

sharedTest(
  'the list is walked and a run opened by keys alone',
  async ({ sharedAthena: athena, openPage, page }) => {
    await removeRuns(athena)
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
    await expect(page.getByRole('button', { name: 'Newer run' })).toBeEnabled()
    await page.keyboard.press('[')
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Number two')
    await page.goBack()
    await page.goBack()
    await expect(page.getByRole('grid', { name: 'Runs' })).toBeVisible()
  },
)

sharedTest('a running run can be followed and stopped', async ({ sharedAthena: athena, openPage, page }) => {
  await openPage(athena)
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

sharedTest(
  'facets, order, several at once, marks and saved filters',
  async ({ sharedAthena: athena, openPage, page }) => {
    await removeRuns(athena)
    await runScript(athena, '// Quick one\nreturn 1')
    await runScript(athena, "// Broken one\nthrow new Error('no')")
    await runScript(
      athena,
      "import { recall } from './servers/episodic'\nawait recall('x')\nreturn 1 // With a call",
    )
    await openPage(athena)
    await goTo(page, 'runs')
    const rows = page.getByRole('grid', { name: 'Runs' }).getByRole('row')
    await expect(rows).toHaveCount(4)

    // A facet narrows, and offers its other values still.
    const facets = page.getByRole('navigation', { name: 'Narrow down' })
    await facets.getByRole('button', { name: 'error 1' }).click()
    await expect(rows).toHaveCount(2)
    await expect(page).toHaveURL(/filter=status%3Aerror/)
    await facets.getByRole('button', { name: 'ok 2' }).click()
    await expect(rows).toHaveCount(3)
    await page.getByRole('button', { name: 'Save filter' }).click()
    await facets.getByRole('button', { name: 'All runs' }).click()
    await expect(rows).toHaveCount(4)
    await facets.getByRole('button', { name: 'status:ok', exact: true }).click()
    await expect(rows).toHaveCount(3)
    await facets.getByRole('button', { name: 'All runs' }).click()
    await facets.getByRole('button', { name: 'episodic 1' }).click()
    await expect(rows).toHaveCount(2)
    await expectNoViolations(page)
    await facets.getByRole('button', { name: 'All runs' }).click()

    // Order by calls, most first.
    await page.getByRole('columnheader', { name: 'Calls' }).getByRole('button').click()
    await expect(page.getByRole('columnheader', { name: 'Calls' })).toHaveAttribute('aria-sort', 'descending')
    await expect(rows.nth(1)).toContainText('recall')
    await page.getByRole('columnheader', { name: 'Calls' }).getByRole('button').click()
    await page.getByRole('columnheader', { name: 'Calls' }).getByRole('button').click()
    await expect(page.getByRole('columnheader', { name: 'When' })).toHaveAttribute('aria-sort', 'descending')

    // Pin and note by keys; both are kept.
    await rows.nth(2).click()
    await page.keyboard.press('p')
    await expect(rows.nth(2)).toContainText('Pinned')
    await page.keyboard.press('n')
    await page.getByRole('textbox', { name: 'Note' }).fill('Ask <b>Anna</b>')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(rows.nth(2)).toContainText('Ask <b>Anna</b>')

    // Several by keys: two compare, all but the alive are deleted after a question.
    await rows.nth(1).click()
    await page.keyboard.press('Shift+ArrowDown')
    const toolbar = page.getByRole('toolbar', { name: '2 selected' })
    await expect(toolbar.getByRole('button', { name: 'Compare' })).toBeEnabled()
    await expectNoViolations(page)
    await page.keyboard.press('Delete')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(rows).toHaveCount(2)
    await expect(rows.nth(1)).toContainText('Quick one')
  },
)

sharedTest(
  'the sandboxes are shown live, and a run in one is stopped from there',
  async ({ sharedAthena: athena, openPage, page }) => {
    const run = athena.cli(['exec', '-', '--json'], {
      input: '// Sleeps\nawait new Promise((resolve) => setTimeout(resolve, 120_000))',
    })
    await openPage(athena)
    await goTo(page, 'sandboxes')
    await expect(page.getByRole('heading', { level: 1, name: 'Sandboxes' })).toBeVisible()
    const busy = page.getByRole('listitem').filter({ hasText: 'busy' })
    await expect(busy).toHaveCount(1, { timeout: 30_000 })
    await expectNoViolations(page)
    await busy.getByRole('button', { name: 'Stop' }).click()
    expect((await run).json<{ status: string }>().status).toBe('stopped')
    await expect(busy).toHaveCount(0)
  },
)
