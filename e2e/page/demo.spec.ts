import { expect, sharedTest } from '../support/fixtures.ts'
import { collectFrames, expectNoViolations, goTo, runDemo } from './helpers.ts'

sharedTest(
  'the demo is one button away from its answer',
  async ({ sharedAthena: athena, openPage, page }) => {
    await openPage(athena)
    await goTo(page, 'home/demo')
    await expect(page.getByRole('heading', { level: 1, name: 'See what a model would get' })).toBeVisible()
    await expectNoViolations(page)
    await runDemo(page)

    const direct = page.getByRole('region', { name: 'What direct calls would have sent' })
    const sent = page.getByRole('region', { name: 'What was sent' })
    const before = Number(await direct.locator('.big b').innerText())
    expect(before).toBeGreaterThan(200)
    expect(Number(await sent.locator('.big b').innerText())).toBe(0)
    await expect(direct.locator('mark').first()).toContainText('@')

    // A token tells where its value went.
    const token = sent.getByRole('region', { name: 'Answer to the model' }).getByRole('button').first()
    await token.click()
    await expect(token).toHaveAttribute('aria-pressed', 'true')
    await expect(sent.getByText('model saw the token')).toBeVisible()
    await expect(sent.getByText('real value, to the tool').first()).toBeVisible()
    await expectNoViolations(page)

    // Markup in one's own text stays text.
    const own = page.getByLabel('Your text')
    await own.fill('<img src=x onerror=alert(1)> mail jonas.vale@example.org')
    const output = page.getByRole('region', { name: 'What a model would get' })
    await expect(output).toContainText('<img src=x onerror=alert(1)>')
    await expect(output.locator('.tok')).toHaveText(['[EMAIL_1]'])
    await expect(output.locator('img')).toHaveCount(0)
    await expect(output).not.toContainText('jonas.vale')

    await page.getByRole('button', { name: 'Open run' }).click()
    await expect(page.getByRole('treegrid', { name: 'Execution timeline' })).toBeVisible()
  },
)

sharedTest(
  'no frame and no screen but the demo ever carries a value of the vault',
  async ({ sharedAthena: athena, openPage, page, context }) => {
    await openPage(athena)
    await runDemo(page)
    const marks = await page.locator('.card.out mark').allInnerTexts()
    const values = [...new Set(marks.filter((text) => text.includes('@')))]
    expect(values.length).toBeGreaterThan(3)

    const other = await context.newPage()
    const frames = collectFrames(other)
    await other.goto(await athena.newPageUrl())
    await goTo(other, 'runs')
    await other.getByRole('row').nth(1).click()
    await other.getByRole('button', { name: 'Open run' }).click()
    const grid = other.getByRole('treegrid', { name: 'Execution timeline' })
    await expect(grid.getByRole('row', { name: /mail_search/ })).toBeVisible()
    await expect(
      other.getByRole('complementary', { name: 'Selected row' }).locator('.tok').first(),
    ).toBeVisible()
    for (const tab of ['Flow', 'Data', 'Log', 'Raw']) await other.getByRole('tab', { name: tab }).click()
    await goTo(other, 'vault')
    await expect(other.getByRole('grid', { name: 'Vault tokens' }).getByRole('row').nth(3)).toBeVisible()
    await goTo(other, 'memory')
    await goTo(other, 'sessions')
    await expect(other.getByRole('table')).toBeVisible()

    const everything = frames.join('\n') + (await other.content())
    expect(frames.length).toBeGreaterThan(10)
    expect(values.filter((value) => everything.includes(value))).toEqual([])
    await other.close()
  },
)

sharedTest('the demo can be deleted', async ({ sharedAthena: athena, openPage, page }) => {
  await openPage(athena)
  await runDemo(page)
  await page.getByRole('button', { name: 'Delete demo' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete demo' }).click()
  await expect(page.getByText('were deleted')).toBeVisible()
  await goTo(page, 'servers')
  await expect(page.getByRole('heading', { name: 'No servers of yours yet' })).toBeVisible()
})
