import { join } from 'node:path'
import { callHost } from '../support/control.ts'
import { expect, sharedTest } from '../support/fixtures.ts'
import { root } from '../support/start-athena.ts'
import { expectNoViolations, goTo } from './helpers.ts'

sharedTest(
  'the tree is walked by keys and shows the file that agents read',
  async ({ sharedAthena, openPage, page }) => {
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
  },
)

sharedTest('a search opens what fits, by words and by meaning', async ({ sharedAthena, openPage, page }) => {
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

sharedTest(
  'a tool that is switched off is off for the code too',
  async ({ sharedAthena: athena, openPage, page }) => {
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
    await off.click()
    await expect(off).toHaveAttribute('aria-checked', 'true')
  },
)

sharedTest(
  'a tool is tried by form, JSON and TypeScript, seen in its use, and quarantined when its server changes it',
  async ({ sharedAthena: athena, openPage, page }) => {
    const script = join(root, 'e2e', 'fixtures', 'servers', 'misbehaving.mjs')
    await callHost(athena.data, 'servers.add', {
      name: 'moody',
      command: process.execPath,
      args: [script, 'changing', join(athena.data, 'marker')],
      trusted: true,
    })
    await openPage(athena)
    await goTo(page, 'tools/moody/echo')
    await expect(page.getByRole('heading', { level: 2, name: 'moody.echo' })).toBeVisible()
    await page.getByRole('heading', { level: 1 }).focus()
    await page.keyboard.press('t')
    await page.getByRole('textbox', { name: /^text/ }).fill('write to nora.quist@example.org')
    await page.keyboard.press('ControlOrMeta+Enter')
    const result = page.getByRole('region', { name: 'Result', exact: true })
    await expect(result.locator('.tok').first()).toHaveText(/\[EMAIL_\d+\]/, { timeout: 20_000 })
    await expect(result).not.toContainText('nora.quist')
    await expectNoViolations(page)

    // One value in three ways; what cannot be read yet is named and stays as it was typed.
    await page.getByRole('radio', { name: 'JSON' }).click()
    const json = page.getByRole('textbox', { name: 'JSON' })
    await expect(json).toHaveValue(/"text": "write to nora/)
    await json.fill("{ text: 'plain', }")
    await page.getByRole('radio', { name: 'TypeScript' }).click()
    const literal = page.getByRole('textbox', { name: 'TypeScript' })
    await expect(literal).toHaveValue("await echo({ text: 'plain' })")
    await literal.fill('await echo({ text: process.exit() })')
    await expect(page.getByRole('alert').filter({ hasText: 'process is not a value' })).toBeVisible()
    await expect(page.getByRole('button', { name: /Run call/ })).toBeDisabled()
    await literal.fill("await echo({ text: 'change' })")
    await page.getByRole('radio', { name: 'Form' }).click()
    await expect(page.getByRole('textbox', { name: /^text/ })).toHaveValue('change')

    // This text makes the server change its definition: it asks from now on, until the difference was read.
    await page.getByRole('button', { name: /Run call/ }).click()
    const changed = page.getByRole('status').filter({ hasText: 'The server changed this tool' })
    await expect(changed).toBeVisible({ timeout: 20_000 })
    const about = page.getByRole('complementary', { name: 'About the tool' })
    await expect(about.getByRole('definition').first()).toHaveText('2')
    await changed.getByRole('button', { name: 'Show change' }).click()
    const dialog = page.getByRole('dialog', { name: 'What changed in echo' })
    await expect(dialog.locator('.monaco-diff-editor')).toContainText('stranger', { timeout: 20_000 })
    await dialog.getByRole('button', { name: 'Accept' }).click()
    await expect(changed).toHaveCount(0)

    // The user's own name and a whole server off: both hold for code, and after a restart of the page.
    await about.getByText('Name and description for agents').click()
    await about.getByRole('textbox', { name: 'Function name' }).fill('sayAgain')
    await about.getByRole('button', { name: 'Use for agents' }).click()
    await expect(about.getByText('changed by you')).toBeVisible()
    const renamed = await athena.cli(['exec', '-', '--json'], {
      input: "import { sayAgain } from './servers/moody'\nreturn await sayAgain({ text: 'x' })",
    })
    expect(renamed.json<{ status: string }>().status).toBe('ok')
    const whole = page.getByRole('checkbox', { name: /Agents may use tools of moody/ })
    await expect(whole).toBeChecked()
    await whole.click()
    await expect(whole).not.toBeChecked()
    const off = await athena.cli(['exec', '-', '--json'], {
      input: "return await callMCPTool('moody/echo', { text: 'x' })",
    })
    expect(off.stdout).toMatch(/TOOL_OFF|UNKNOWN_TOOL|switched off/)
    await callHost(athena.data, 'servers.remove', { name: 'moody' })
  },
)
