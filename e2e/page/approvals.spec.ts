import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { callHost } from '../support/control.ts'
import { expect, sharedTest } from '../support/fixtures.ts'
import { root } from '../support/start-athena.ts'
import { expectNoViolations, goTo } from './helpers.ts'

const server = join(root, 'node_modules', '@modelcontextprotocol', 'server-filesystem', 'dist', 'index.js')
const script = "return await callMCPTool('files/list_directory', { path: '.' })"

sharedTest(
  'a call that needs a decision is asked over any screen, and only a decision lets it go',
  async ({ sharedAthena: athena, openPage, page }) => {
    const folder = mkdtempSync(join(tmpdir(), 'athena-page-'))
    try {
      writeFileSync(join(folder, 'letter.md'), 'hello')
      const added = await athena.cli(['server', 'add', 'files', '--', process.execPath, server, folder])
      expect(added.code, added.stderr).toBe(0)
      const code = script.replace("'.'", JSON.stringify(folder))
      await openPage(athena)
      await goTo(page, 'settings')

      const denied = athena.cli(['exec', '-', '--json'], { input: code })
      const sheet = page.getByRole('alertdialog')
      await expect(sheet).toBeVisible()
      await expect(sheet).toContainText('files/list_directory')
      await expect(sheet).toContainText(folder)
      const deny = sheet.getByRole('button', { name: /^Deny/ })
      await expect(deny).toBeFocused()
      await expectNoViolations(page)
      await page.keyboard.press('Enter')
      await expect(sheet).toHaveCount(0)
      expect((await denied).stdout).toContain('DENIED')

      const allowed = athena.cli(['exec', '-', '--json'], { input: code })
      await expect(sheet).toBeVisible()
      // Put aside, it waits on; the status bar brings it back.
      await expect(deny).toBeFocused()
      await page.keyboard.press('Escape')
      await expect(sheet).toHaveCount(0)
      await page
        .getByRole('contentinfo')
        .getByRole('button', { name: /1 call waits/ })
        .click()
      await expect(deny).toBeFocused()
      await page.keyboard.press('y')
      await expect(sheet).toHaveCount(0)
      expect((await allowed).json<{ text: string }>().text).toContain('letter.md')
    } finally {
      await callHost(athena.data, 'servers.remove', { name: 'files' })
      rmSync(folder, { recursive: true, force: true })
    }
  },
)

sharedTest(
  'a form that a server wants filled in is shown as its own, checked, and sent to it alone',
  async ({ sharedAthena: athena, openPage, page }) => {
    const asking = join(root, 'e2e', 'fixtures', 'servers', 'asking.mjs')
    const added = await athena.cli(['server', 'add', 'asking', '--trusted', '--', process.execPath, asking])
    expect(added.code, added.stderr).toBe(0)
    await openPage(athena)
    await goTo(page, 'settings')
    const code = "return await callMCPTool('asking/book', {})"

    const sent = athena.cli(['exec', '-', '--json'], { input: code })
    const sheet = page.getByRole('alertdialog', { name: 'asking asks you' })
    await expect(sheet).toBeVisible()
    await expect(sheet).toContainText('Who travels?')
    await expect(sheet).not.toContainText('ann.lee@example.com')
    await expect(sheet.getByRole('button', { name: 'Decline' })).toBeFocused()
    await expectNoViolations(page)
    await sheet.getByLabel('Your name').fill('A')
    await sheet.getByLabel('Room').selectOption('Large room')
    await sheet.getByLabel('Seats').fill('4')
    await sheet.getByLabel('Quiet carriage').check()
    if (process.env['ATHENA_PICTURES'] !== undefined)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.screenshot({ path: join(process.env['ATHENA_PICTURES'], `question-${colorScheme}.png`) })
      }
    await sheet.getByRole('button', { name: 'Send' }).click()
    await expect(sheet.getByRole('alert')).toContainText('name')
    await sheet.getByLabel('Your name').fill('Ann')
    await page.keyboard.press('Enter')
    await expect(sheet).toHaveCount(0)
    expect((await sent).json<{ value: unknown }>().value).toMatchObject({
      action: 'accept',
      content: { seats: 4, room: 'large', quiet: true },
    })

    const declined = athena.cli(['exec', '-', '--json'], { input: code })
    await expect(sheet.getByRole('button', { name: 'Decline' })).toBeFocused()
    await page.keyboard.press('Enter')
    expect((await declined).json<{ value: unknown }>().value).toMatchObject({ action: 'decline' })
    await callHost(athena.data, 'servers.remove', { name: 'asking' })
  },
)
