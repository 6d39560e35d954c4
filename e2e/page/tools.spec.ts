import { expect, test } from '../support/fixtures.ts'
import { expectNoViolations, goTo } from './helpers.ts'

test('the tree is walked by keys and shows the file that agents read', async ({
  sharedAthena,
  openPage,
  page,
}) => {
  await openPage(sharedAthena)
  await goTo(page, 'tools')
  const tree = page.getByRole('tree', { name: 'Tools by server' })
  const item = (name: RegExp) => tree.getByRole('treeitem', { name })
  await item(/^episodic, server/).focus()
  if ((await item(/^episodic, server/).getAttribute('aria-expanded')) === 'true')
    await page.keyboard.press('ArrowLeft')
  await expect(item(/^episodic, server/)).toHaveAttribute('aria-expanded', 'false')
  await page.keyboard.press('ArrowRight')
  await expect(item(/^episodic, server/)).toHaveAttribute('aria-expanded', 'true')
  await page.keyboard.press('ArrowRight')
  await expect(item(/^remember, tool/)).toBeFocused()
  await expect(page.locator('.monaco-editor').first()).toContainText('RememberInput', { timeout: 20_000 })
  await page.getByRole('tab', { name: 'Docs' }).click()
  await expect(page.getByRole('region', { name: 'Docs' })).toContainText('remember')
  await expectNoViolations(page)
})

test('a search opens what fits, by words and by meaning', async ({ sharedAthena, openPage, page }) => {
  await openPage(sharedAthena)
  await goTo(page, 'tools')
  const tree = page.getByRole('tree', { name: 'Tools by server' })
  await expect(tree).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('episodic/recall')
  await expect(tree.getByRole('treeitem', { name: /^recall, tool/ })).toBeVisible()
  await expect(tree.getByRole('treeitem', { name: /^remember, tool/ })).toHaveCount(0)
  await page.getByRole('textbox', { name: 'Search tools' }).fill('zzz-no-such-tool')
  await expect(page.getByRole('heading', { name: 'No tool fits the search' })).toBeVisible()
  await page.getByRole('button', { name: 'By meaning' }).click()
  await page.getByRole('textbox', { name: 'Search tools' }).fill('store something that happened')
  await expect(tree.getByRole('treeitem', { name: /^remember, tool/ })).toBeVisible()
})

test('a tool that is switched off is off for the code too', async ({ athena, openPage, page }) => {
  await openPage(athena)
  await goTo(page, 'tools/episodic/forget')
  const off = page
    .getByRole('complementary', { name: 'About the tool' })
    .getByRole('switch', { name: /forget/ })
  await expect(off).toHaveAttribute('aria-checked', 'true')
  await off.click()
  await expect(off).toHaveAttribute('aria-checked', 'false')
  const result = await athena.cli(['exec', '-', '--json'], {
    input: "return await callMCPTool('episodic/forget', { ids: ['x'] })",
  })
  expect(result.stdout).toMatch(/TOOL_OFF|UNKNOWN_TOOL|switched off/)
  await page.reload()
  await expect(off).toHaveAttribute('aria-checked', 'false')
})
