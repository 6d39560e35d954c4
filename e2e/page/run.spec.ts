import { expect, sharedTest } from '../support/fixtures.ts'
import { expectNoViolations, goTo, looks, runDemo, runScript } from './helpers.ts'

const script = `// Remembers and recalls
import { remember, recall } from './servers/episodic'

await remember({ content: 'The kettle is <img src=x onerror=alert(1)> blue', tags: ['test'] })
for (let i = 0; i < 6; i++) await recall('kettle ' + i, 3)
console.log('<script>alert(1)</script> done')
return await recall('kettle', 1)
`

sharedTest(
  'a run shows its calls, their lines, arguments and results, and what the model saw',
  async ({ sharedAthena, openPage, page }) => {
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
  },
)

sharedTest('the time line is complete by keyboard', async ({ sharedAthena, openPage, page }) => {
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

sharedTest(
  'a run is played, stepped and looked at as of a moment; a part of its time filters every view',
  async ({ sharedAthena, openPage, page }) => {
    const id = await runScript(sharedAthena, script)
    await openPage(sharedAthena)
    await goTo(page, `run/${id}`)
    const saw = page.getByRole('region', { name: 'Answer to the model' })
    await expect(saw).toContainText(/^ok · /)
    const playhead = page.getByRole('slider', { name: 'Playhead' })
    const end = Number(await playhead.getAttribute('aria-valuenow'))

    // Back by one event: the answer has not been sent then.
    await page.keyboard.press(',')
    await expect(saw).toContainText('At this moment nothing had been sent yet.')
    expect(Number(await playhead.getAttribute('aria-valuenow'))).toBeLessThanOrEqual(end)
    await playhead.focus()
    await page.keyboard.press('Home')
    await expect(playhead).toHaveAttribute('aria-valuenow', '0')
    await expect(page.getByText('As of 0 ms')).toBeVisible()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('PageUp')
    await expect(playhead).not.toHaveAttribute('aria-valuenow', '0')
    await expectNoViolations(page)
    await page.keyboard.press('End')
    await expect(saw).toContainText(/^ok · /)

    // With reduced motion, playing goes from event to event.
    await page.getByRole('heading', { level: 1 }).click()
    await page.keyboard.press('Space')
    await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()
    await expect(page.getByText(/As of/)).toBeVisible()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Back to the end' }).click()

    // The range narrows the table.
    const start = page.getByRole('slider', { name: 'Range start' })
    await start.focus()
    for (let n = 0; n < 8; n++) await page.keyboard.press('PageUp')
    await page.getByRole('tab', { name: 'Data' }).click()
    await expect(page.getByRole('region', { name: 'Data' })).toContainText(/Only .* to /)
    await page.getByRole('button', { name: 'Show the whole run' }).click()
    await expect(page.getByRole('table', { name: 'Data' }).getByRole('row')).toHaveCount(9)
  },
)

sharedTest(
  'a call is copied in four forms; a run is exported and opened again, read-only, as text',
  async ({ sharedAthena, openPage, page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const id = await runScript(sharedAthena, script)
    await openPage(sharedAthena)
    await goTo(page, `run/${id}`)
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
    await page
      .getByRole('treegrid')
      .getByRole('row', { name: /^episodic\.remember/ })
      .click()
    for (const [letter, text] of [
      ['j', '"tool": "episodic/remember"'],
      ['t', "import { remember } from './servers/episodic'"],
      ['c', '"name":"call_tool"'],
      ['m', '### episodic.remember'],
    ] as const) {
      await page.keyboard.press('c')
      await expect(page.getByRole('menu', { name: 'Copy as' })).toBeVisible()
      await page.keyboard.press(letter)
      await expect.poll(clipboard).toContain(text)
    }

    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Export as .athena-run' }).click()
    const path = await (await download).path()
    const chooser = page.waitForEvent('filechooser')
    await goTo(page, 'runs')
    await page.getByRole('grid', { name: 'Runs' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').last().fill('>open an exported')
    await page.keyboard.press('Enter')
    await (await chooser).setFiles(path)
    await expect(page.getByText('From a file, read-only')).toBeVisible()
    await expect(page.getByRole('heading', { level: 1, name: 'Remembers and recalls' })).toBeVisible()
    await page
      .getByRole('treegrid')
      .getByRole('row', { name: /^episodic\.remember/ })
      .click()
    await expect(page.getByRole('region', { name: 'Result' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Run again' })).toHaveCount(0)
    await expect(page.locator('img:not([role])')).toHaveCount(0)
  },
)

sharedTest(
  'the flow is drawn, and said in sentences; a token lights its way',
  async ({ sharedAthena: athena, openPage, page }) => {
    await openPage(athena)
    await runDemo(page)
    await page
      .getByRole('link', { name: /Open run/i })
      .or(page.getByRole('button', { name: /Open run/i }))
      .first()
      .click()
    await page.getByRole('tab', { name: /^Flow/ }).click()
    const flow = page.getByRole('region', { name: 'Flow' })
    const picture = flow.getByRole('img', { name: /Where \d+ values? went/ })
    const described = await picture.getAttribute('aria-describedby')
    await expect(page.locator(`[id="${described}"]`).getByRole('listitem').first()).toContainText('Read by')
    await expect(picture.getByText('EMAIL', { exact: true })).toBeVisible()
    await expect(flow).toContainText('The model saw 0 detected values')
    await picture.getByText('EMAIL', { exact: true }).hover()
    await expect(picture.locator('.dim').first()).toBeAttached()
    // A second one; its number depends on what passed before.
    const token = await flow
      .getByRole('button', { name: /^\[EMAIL_\d+\]$/ })
      .nth(1)
      .innerText()
    await flow.getByRole('button', { name: token, exact: true }).first().click()
    await expect(page).toHaveURL(/token=/)
    await expect(picture.getByText(token, { exact: true })).toBeVisible()
    await expectNoViolations(page)
  },
)

sharedTest(
  'every view of a run is free of axe findings, in light and dark and narrow',
  async ({ sharedAthena, openPage, page }) => {
    sharedTest.setTimeout(180_000)
    const id = await runScript(sharedAthena, script)
    await openPage(sharedAthena)
    for (const { colorScheme, width, height, look } of looks) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height })
      for (const tab of ['timeline', 'flow', 'data', 'log', 'raw']) {
        await goTo(page, `run/${id}?tab=${tab}`)
        await expect(page.getByRole('tab', { selected: true }).first()).toBeVisible()
        await expectNoViolations(page, look)
      }
    }
  },
)

sharedTest('a run that failed says why, and where', async ({ sharedAthena, openPage, page }) => {
  const id = await runScript(sharedAthena, '// Falls\nconst a = 1\nthrow new Error("broken at " + a)\n')
  await openPage(sharedAthena)
  await goTo(page, `run/${id}`)
  await expect(page.locator('.outcome')).toContainText('broken at 1')
  await expect(page.locator('.outcome')).toContainText('line 3')
  await expect(page.locator('[data-line="3"]')).toHaveClass(/err|on/)
  await expectNoViolations(page)
})

sharedTest(
  'a run that does not exist is an error with a way out',
  async ({ sharedAthena, openPage, page }) => {
    await openPage(sharedAthena)
    await goTo(page, 'run/x_nothing')
    await expect(page.getByText(/There is no run/).first()).toBeVisible()
  },
)
