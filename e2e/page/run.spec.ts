import { expect, test } from '../support/fixtures.ts'
import { expectNoViolations, goTo, runScript } from './helpers.ts'

const script = `// Remembers and recalls
import { remember, recall } from './servers/episodic'

await remember({ content: 'The kettle is <img src=x onerror=alert(1)> blue', tags: ['test'] })
for (let i = 0; i < 6; i++) await recall('kettle ' + i, 3)
console.log('<script>alert(1)</script> done')
return await recall('kettle', 1)
`

test('a run shows its calls, their lines, arguments and results, and what the model saw', async ({
  sharedAthena,
  openPage,
  page,
}) => {
  const id = await runScript(sharedAthena, script)
  await openPage(sharedAthena)
  await goTo(page, `run/${id}`)
  await expect(page.getByRole('heading', { level: 1, name: 'Remembers and recalls' })).toBeVisible()
  const grid = page.getByRole('treegrid', { name: 'Execution timeline' })
  const remembered = grid.getByRole('row', {
    name: /episodic\.remember, memory call, started at .* succeeded/,
  })
  await remembered.click()
  const inspector = page.getByRole('complementary', { name: 'Selected row' })
  await inspector.getByRole('tab', { name: 'Arguments' }).click()
  await expect(inspector.getByRole('region', { name: 'Arguments' })).toContainText(
    '"content": "The kettle is <img src=x onerror=alert(1)> blue"',
  )
  await expect(page.locator('img')).toHaveCount(0)
  await expect(page.locator('[data-line="4"]')).toHaveClass(/\bon\b/)

  // Equal neighbours are one row until opened.
  const group = grid.getByRole('row', { name: /episodic\.recall × 7/ })
  await expect(group).toHaveAttribute('aria-expanded', 'false')
  await page.getByRole('button', { name: /episodic\.recall, ×6/ }).click()
  await expect(group).toHaveAttribute('aria-expanded', 'true')
  await expect(grid.getByRole('row', { name: /^episodic\.recall, memory call/ })).toHaveCount(7)

  const saw = page.getByRole('region', { name: 'Answer to the model' })
  await expect(saw).toContainText(/^ok · .* · 8 calls/)
  await expect(page.getByRole('region', { name: 'Kept on this computer' })).toContainText('episodic.recall')
  await page.getByRole('tab', { name: 'Log' }).click()
  await expect(page.getByRole('log', { name: 'Log' })).toContainText('<script>alert(1)</script> done')
  await page.getByRole('tab', { name: 'Data' }).click()
  await expect(page.getByRole('table', { name: 'Data' }).getByRole('row')).toHaveCount(9)
  await page.getByRole('tab', { name: 'Raw' }).click()
  await expect(page.getByRole('region', { name: 'Raw' })).toContainText('"k":"run.started"')
})

test('the time line is complete by keyboard', async ({ sharedAthena, openPage, page }) => {
  const id = await runScript(sharedAthena, script)
  await openPage(sharedAthena)
  await goTo(page, `run/${id}`)
  const grid = page.getByRole('treegrid', { name: 'Execution timeline' })
  const row = (name: RegExp) => grid.getByRole('row', { name })
  await row(/^Run, run/).focus()
  await page.keyboard.press('ArrowLeft')
  await expect(grid.getByRole('row')).toHaveCount(2)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(row(/^Check, phase/)).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('Home')
  await expect(row(/^Run, run/)).toBeFocused()
  await row(/× 7/).focus()
  await page.keyboard.press('Enter')
  await expect(row(/× 7/)).toHaveAttribute('aria-expanded', 'true')
  await page.keyboard.press('ArrowDown')
  await expect(row(/^episodic\.recall, memory call/).first()).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(row(/× 7/)).toBeFocused()

  // Zoom by keys; the range sliders say where.
  const start = page.getByRole('slider', { name: 'Range start' })
  await page.keyboard.press('+')
  await expect(start).not.toHaveAttribute('aria-valuenow', '0')
  await page.keyboard.press('0')
  await expect(start).toHaveAttribute('aria-valuenow', '0')
  await start.focus()
  await page.keyboard.press('ArrowRight')
  await expect(start).not.toHaveAttribute('aria-valuenow', '0')
  const splitter = page.getByRole('separator', { name: 'Timeline and code' })
  const width = Number(await splitter.getAttribute('aria-valuenow'))
  await splitter.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(splitter).toHaveAttribute('aria-valuenow', String(width + 16))
})

test('every view of a run is free of axe findings, in light and dark and narrow', async ({
  sharedAthena,
  openPage,
  page,
}) => {
  test.setTimeout(180_000)
  const id = await runScript(sharedAthena, script)
  await openPage(sharedAthena)
  for (const [colorScheme, width, height] of [
    ['light', 1440, 900],
    ['dark', 1440, 900],
    ['light', 960, 640],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height })
    for (const tab of ['timeline', 'flow', 'data', 'log', 'raw']) {
      await goTo(page, `run/${id}?tab=${tab}`)
      await expect(page.getByRole('tab', { selected: true }).first()).toBeVisible()
      await expectNoViolations(page)
    }
  }
})

test('a run that failed says why, and where', async ({ sharedAthena, openPage, page }) => {
  const id = await runScript(sharedAthena, '// Falls\nconst a = 1\nthrow new Error("broken at " + a)\n')
  await openPage(sharedAthena)
  await goTo(page, `run/${id}`)
  await expect(page.locator('.outcome')).toContainText('broken at 1')
  await expect(page.locator('.outcome')).toContainText('line 3')
  await expect(page.locator('[data-line="3"]')).toHaveClass(/err|on/)
  await expectNoViolations(page)
})

test('a run that does not exist is an error with a way out', async ({ sharedAthena, openPage, page }) => {
  await openPage(sharedAthena)
  await goTo(page, 'run/x_nothing')
  await expect(page.getByText(/There is no run/).first()).toBeVisible()
})
