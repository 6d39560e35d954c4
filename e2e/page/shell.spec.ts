import { expect, sharedTest, test } from '../support/fixtures.ts'
import { expectNoViolations, goTo, looks, runScript } from './helpers.ts'

/** Each screen, its heading, and what it says while there is nothing to show. */
const screens = [
  ['home', 'See what a model would get', undefined],
  ['tools', 'Tools', undefined],
  ['editor', 'Editor', undefined],
  ['runs', 'Runs', 'Nothing has run yet'],
  ['vault', 'Vault', 'No personal data has passed yet'],
  ['memory', 'Memory', 'Nothing is remembered yet'],
  ['savings', 'Savings', 'Nothing to count yet'],
  ['connect', 'Connect', undefined],
  ['servers', 'Servers', 'No servers of yours yet'],
  ['sessions', 'Sessions', 'No sessions yet'],
  ['skills', 'Skills', 'No skills yet'],
  ['logs', 'Logs', undefined],
  ['settings', 'Settings', undefined],
] as const

test('every screen has one heading that gets the focus, teaches while it is empty, and has no axe finding, light, dark and narrow', async ({
  athena,
  openPage,
  page,
}) => {
  test.setTimeout(300_000)
  await openPage(athena)
  for (const { colorScheme, width, height, look } of looks) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height })
    for (const [screen, heading, empty] of screens) {
      await goTo(page, screen)
      const title = page.getByRole('heading', { level: 1 })
      await expect(title).toHaveText(heading)
      await expect(title).toBeFocused()
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0, { timeout: 30_000 })
      if (empty !== undefined) await expect(page.getByRole('heading', { name: empty })).toBeVisible()
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(overflow, `${screen} at ${width}`).toBeLessThanOrEqual(0)
      await expectNoViolations(page, look)
    }
  }
})

sharedTest(
  'the palette goes to screens, runs and tools, and gives the focus back',
  async ({ sharedAthena, openPage, page }) => {
    await runScript(sharedAthena, '// Findable by name\nreturn 1')
    await openPage(sharedAthena)
    await goTo(page, 'settings')
    await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused()
    await page.keyboard.press('ControlOrMeta+k')
    const palette = page.getByRole('dialog', { name: 'Command palette' })
    await expect(palette.getByRole('combobox')).toBeFocused()
    // All of it can be seen: the field, and the list under it.
    await expect(palette.getByRole('combobox')).toBeInViewport({ ratio: 1 })
    await expect(palette.getByRole('listbox')).toBeInViewport({ ratio: 1 })
    await expectNoViolations(page)
    await page.keyboard.press('Escape')
    await expect(palette).toHaveCount(0)
    await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused()

    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('go to vault')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 1, name: 'Vault' })).toBeVisible()

    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('@findable')
    await expect(palette.getByRole('option', { name: /Findable by name/ }).first()).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 1, name: 'Findable by name' })).toBeVisible()

    await page.keyboard.press('ControlOrMeta+p')
    await page.keyboard.type('episodic/recall')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 2, name: 'episodic.recall' })).toBeVisible()
  },
)

sharedTest(
  'screens have their digits, and every shortcut is in the overlay',
  async ({ sharedAthena, openPage, page }) => {
    await openPage(sharedAthena)
    for (const [digit, name] of [
      ['2', 'Tools'],
      ['4', 'Runs'],
      ['5', 'Vault'],
      ['8', 'Connect'],
    ] as const) {
      await page.keyboard.press(`ControlOrMeta+${digit}`)
      await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    }
    await page.keyboard.press('?')
    const overlay = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await expect(overlay).toContainText('Go to Runs')
    await expectNoViolations(page)
    await page.keyboard.press('Escape')

    // Single letters can be switched off (WCAG 2.1.4).
    await goTo(page, 'settings')
    await page.getByRole('switch', { name: 'Single-letter shortcuts' }).click()
    await page.getByRole('heading', { level: 1 }).focus()
    await page.keyboard.press('?')
    await expect(overlay).toHaveCount(0)
    await page.getByRole('switch', { name: 'Single-letter shortcuts' }).click()
  },
)

sharedTest(
  'light and dark follow the system, and a choice stays',
  async ({ sharedAthena, openPage, page }) => {
    await page.emulateMedia({ colorScheme: 'light' })
    await openPage(sharedAthena)
    const colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await colour()
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await colour()).not.toBe(light)
    await goTo(page, 'settings')
    await page.getByRole('radio', { name: 'Light' }).click()
    expect(await colour()).toBe(light)
    await page.reload()
    await expect(page.getByRole('radio', { name: 'Light' })).toBeChecked()
    expect(await colour()).toBe(light)
    await page.getByRole('radio', { name: 'System' }).click()
    expect(await colour()).not.toBe(light)
  },
)

test('a page without the printed link says how to get in', async ({ sharedAthena, page }) => {
  await page.goto(sharedAthena.url)
  await expect(page.getByRole('alert')).toContainText('Open the link that Athena printed')
  await page.goto(`${sharedAthena.url}/#code=wrong`)
  await page.reload()
  await expect(page.getByRole('alert')).toContainText(/link/i)
  expect(page.url()).not.toContain('wrong')
})

test('the code leaves the address at once, and the page works under its strict policy', async ({
  sharedAthena,
  page,
}) => {
  const refused: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) refused.push(message.text())
  })
  const response = await page.goto(await sharedAthena.newPageUrl())
  expect(response?.headers()['content-security-policy']).toContain("script-src 'self'")
  await expect(page.getByRole('contentinfo')).toContainText('MCP 127.0.0.1')
  expect(page.url()).not.toContain('code=')
  // Signed in once, it stays so.
  await page.reload()
  await expect(page.getByRole('contentinfo')).toContainText('MCP 127.0.0.1')
  await goTo(page, 'tools/episodic/recall')
  await expect(page.locator('.monaco-editor').first()).toContainText('RecallInput', { timeout: 20_000 })
  expect(refused).toEqual([])
})

test('a longer language at 200 % zoom, forced colours and less motion clip nothing and lose nothing', async ({
  sharedAthena,
  openPage,
  page,
}) => {
  test.setTimeout(180_000)
  await page.addInitScript(() => localStorage.setItem('athena.language', 'qps'))
  // 1440 × 900 at 200 %.
  await page.setViewportSize({ width: 720, height: 450 })
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  await openPage(sharedAthena)
  for (const screen of screens.map(([name]) => name)) {
    await goTo(page, screen)
    const title = page.getByRole('heading', { level: 1 })
    await expect(title).toContainText('~')
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0, { timeout: 30_000 })
    const faults = await page.evaluate(() => {
      const found: string[] = []
      if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways')
      for (const element of document.querySelectorAll<HTMLElement>(
        'button, [role=tab], h1, h2, label, .badge',
      )) {
        const cut = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0
        const meant =
          element.closest('.ellip, .vh, .tree, [role=tablist]') ?? element.querySelector('.ellip, .vh')
        if (cut && meant === null && getComputedStyle(element).overflow !== 'visible')
          found.push(element.textContent.slice(0, 60))
      }
      return found
    })
    expect(faults, screen).toEqual([])
  }
})
