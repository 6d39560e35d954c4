import { expect, removeRuns, sharedTest } from '../support/fixtures.ts'
import { expectNoViolations, goTo, runScript } from './helpers.ts'

const script = (word: string) => `// Asks for a ${word}
import { recall } from './servers/episodic'
await recall('always the same', 2)
return await recall('${word}', 2)
`

sharedTest(
  'two runs are marked by a key and compared call by call',
  async ({ sharedAthena: athena, openPage, page }) => {
    await removeRuns(athena)
    await runScript(athena, script('kettle'))
    await runScript(athena, script('teapot'))
    await openPage(athena)
    await goTo(page, 'runs')
    const rows = page.getByRole('grid', { name: 'Runs' }).getByRole('row')
    await expect(rows).toHaveCount(3)
    await rows.nth(2).click()
    await page.keyboard.press('d')
    await expect(page.getByText(/Marked Asks for a kettle/).last()).toBeVisible()
    await rows.nth(1).click()
    await page.keyboard.press('d')
    await expect(page.getByRole('heading', { level: 1, name: 'Compare two runs' })).toBeVisible()
    const calls = page.getByRole('region', { name: 'Calls' })
    await expect(calls.getByRole('row', { name: /^equal episodic\.recall/ })).toHaveCount(1)
    await expect(calls.getByRole('row', { name: /^changed episodic\.recall .*arguments/ })).toHaveCount(1)
    await expectNoViolations(page)
    await page.getByRole('tab', { name: 'Code' }).click()
    // Monaco draws spaces of its own.
    await expect(page.getByRole('region', { name: 'Code' }).locator('.editor.modified')).toContainText(
      /return\sawait\srecall\('teapot',\s2\)/,
    )
    await page.getByRole('tab', { name: 'Timing' }).click()
    await expect(page.getByRole('region', { name: 'Timing' }).getByRole('row')).toHaveCount(3)
    await expectNoViolations(page)
  },
)

sharedTest(
  'the same code against its recording makes no call anew and is equal',
  async ({ sharedAthena: athena, openPage, page }) => {
    const id = await runScript(athena, script('kettle'))
    await openPage(athena)
    await goTo(page, `run/${id}`)
    await page.getByRole('main').getByRole('button', { name: 'Run against recording' }).click()
    await expect(page).not.toHaveURL(new RegExp(id))
    await page.getByRole('link', { name: 'Compare with the original' }).click()
    await expect(page.getByRole('heading', { name: /No differences in 2 calls/ })).toBeVisible()

    // Edit, run against the recording, see what changed: one key from the editor.
    await goTo(page, `run/${id}`)
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Asks for a kettle')
    await page.keyboard.press('e')
    await expect(page.locator('.monaco-editor .view-lines').first()).toContainText('kettle')
    await page.keyboard.press('Control+Shift+Enter')
    await expect(page).toHaveURL(new RegExp(`compare/${id}/`))
    await expect(page.getByRole('heading', { name: /No differences in 2 calls/ })).toBeVisible()
  },
)
