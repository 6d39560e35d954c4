import { expect, test } from '../support/fixtures.ts'
import { expectNoViolations, goTo } from './helpers.ts'

test('the editor comes with its screen; a script is checked while typing, run by key, and its result is what a model would get', async ({
  sharedAthena,
  openPage,
  page,
}) => {
  const scripts: string[] = []
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (pathname.endsWith('.js')) scripts.push(pathname)
  })
  await openPage(sharedAthena)
  await expect(page.getByRole('contentinfo')).toContainText('MCP 127.0.0.1')
  const initial = scripts.length
  expect(scripts.filter((script) => /monaco|editor\.api/.test(script))).toEqual([])
  await goTo(page, 'editor')
  await expect(page.locator('.monaco-editor').first()).toBeVisible({ timeout: 20_000 })
  expect(scripts.length).toBeGreaterThan(initial)
  await page.getByRole('button', { name: 'Write to memory and recall' }).click()
  await expect(page.getByText('May call episodic.recall, episodic.remember')).toBeVisible()

  const editor = page.getByRole('textbox', { name: /Script/ })
  await editor.focus()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type('\nfetch("https://example.org")\n')
  await page.getByRole('tab', { name: /Problems/ }).click()
  const problem = page.getByRole('list', { name: 'Problems' }).getByRole('button').first()
  await expect(problem).toContainText('fetch')
  await expect(page.getByRole('button', { name: /Run anyway \(\d+ error/ })).toBeVisible()
  await expectNoViolations(page)

  await editor.focus()
  for (let i = 0; i < 3; i++) await page.keyboard.press('ControlOrMeta+z')
  await page.evaluate(() => undefined)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type("console.log('hello <b>')\nreturn [1, 2].map((n) => n * 21)")
  await expect(page.getByRole('button', { name: /^Run in sandbox/ })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+Enter')
  const result = page.getByRole('region', { name: 'Result' })
  await expect(result).toContainText('[21,42]', { timeout: 20_000 })
  await page.getByRole('tab', { name: /Console/ }).click()
  await expect(page.getByRole('log', { name: 'Console' })).toContainText('hello <b>')
})
