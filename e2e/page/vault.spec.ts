import { expect, sharedTest, test } from '../support/fixtures.ts'
import { collectFrames, expectNoViolations, goTo, runDemo } from './helpers.ts'

test('the vault starts locked; a value is shown one at a time, on request, and goes away', async ({
  sharedAthena: athena,
  openPage,
  page,
}) => {
  const frames = collectFrames(page)
  await openPage(athena)
  await runDemo(page)
  const sent = page.getByRole('region', { name: 'Answer to the model' })
  const token = await sent
    .getByRole('button', { name: /^\[EMAIL_/ })
    .first()
    .innerText()
  await goTo(page, 'vault')
  const grid = page.getByRole('grid', { name: 'Vault tokens' })
  await expect(page.getByText(/The vault is locked: \d+ values are kept/)).toBeVisible()
  await page.getByRole('button', { name: /^email/i }).click()
  // It may be below what is rendered.
  await page.getByRole('textbox', { name: 'Filter vault tokens' }).fill(token)
  await grid.getByRole('row').filter({ hasText: token }).click()
  const about = page.getByRole('complementary', { name: 'About the token' })
  const reveal = about.getByRole('button', { name: 'Show the value' })
  await expect(reveal).toBeDisabled()
  await expect(about.getByRole('button', { name: 'Copy value' })).toBeDisabled()
  await expectNoViolations(page)
  await page.getByRole('button', { name: 'Unlock' }).click()
  const value = about.locator('.reveal')
  await expect(value).toContainText('•@')
  const masked = await value.innerText()

  // Where it went, as sentences and as a picture named by them.
  const trail = page.getByRole('region', { name: `Where ${token} went` })
  await expect(trail.getByRole('listitem').first()).toContainText('demo.mail_search read it')
  await expect(trail.getByRole('img')).toHaveAttribute('aria-describedby', /.+/)

  await reveal.click()
  await expect(reveal).toHaveAttribute('aria-pressed', 'true')
  await expect(value).toContainText(/^[^•]+@[^•]+$/)
  const real = (await value.innerText()).trim()
  await expect(about.getByRole('timer')).toContainText('hides in')
  await expectNoViolations(page)
  await reveal.click()
  await expect(value).toHaveText(masked)
  // It was in one answer, and neither before nor after, nor anywhere in the page.
  expect(frames.filter((frame) => frame.includes(real) && !frame.includes('directBytes'))).toHaveLength(1)
  expect(await page.content()).not.toContain(real)

  // The lock takes a value away.
  await reveal.click()
  await expect(value).not.toContainText('•')
  await page.getByRole('button', { name: 'Lock now' }).click()
  await expect(value).toContainText('•')
  await expect(reveal).toBeDisabled()

  await page.getByRole('button', { name: 'A tool' }).click()
  await expect(grid.getByRole('row', { name: /Stayed here/ })).toHaveCount(0)
  await page.getByRole('textbox', { name: 'Filter vault tokens' }).fill('no-such-token')
  await expect(page.getByRole('heading', { name: 'No vault token fits the filter' })).toBeVisible()
  await expectNoViolations(page)
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(grid).toBeVisible()
})

sharedTest(
  'a flow rule is previewed, added and removed; a kind is switched off; dark is clean too',
  async ({ sharedAthena: athena, openPage, page }) => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await openPage(athena)
    await goTo(page, 'vault?tab=rules')
    const rules = page.getByRole('region', { name: 'Rules of the vault' })
    await expect(rules.getByText('No rules yet')).toBeVisible()
    await rules.getByRole('radio', { name: 'Block' }).click()
    await rules.getByRole('combobox', { name: 'Kind' }).selectOption('MAC')
    await rules.getByLabel('To server').fill('slack')
    await expect(rules.getByRole('status')).toContainText('It is about 0 values')
    await expectNoViolations(page)
    await rules.getByRole('button', { name: 'Add rule' }).click()
    const row = rules.getByRole('row', { name: /Block MAC anywhere slack/ })
    await expect(row).toBeVisible()
    await row.getByRole('button', { name: /Remove the rule/ }).click()
    await expect(row).toHaveCount(0)
    const phone = rules.getByRole('switch', { name: /phone/i }).first()
    await phone.click()
    await expect(phone).toHaveAttribute('aria-checked', 'false')
    await phone.click()
    await expect(phone).toHaveAttribute('aria-checked', 'true')
  },
)

sharedTest(
  'one’s own value is found exactly and can be taken back',
  async ({ sharedAthena: athena, openPage, page }) => {
    await openPage(athena)
    await goTo(page, 'settings')
    await page.getByRole('textbox', { name: 'A value of yours' }).fill('Project Halcyon')
    await page.getByRole('button', { name: 'Add' }).click()
    await expect(page.getByRole('button', { name: 'Remove', exact: true })).toBeVisible()
    await goTo(page, 'home/demo')
    await page.getByLabel('Your text').fill('Please review Project Halcyon today.')
    const output = page.getByRole('region', { name: 'What a model would get' })
    await expect(output.locator('.tok')).toHaveCount(1)
    await expect(output).not.toContainText('Halcyon')
    await goTo(page, 'settings')
    await page.getByRole('button', { name: 'Remove', exact: true }).click()
    await expect(page.getByRole('button', { name: 'Remove', exact: true })).toHaveCount(0)
  },
)

sharedTest(
  'a vault behind a passphrase is unlocked by it alone',
  async ({ sharedAthena: athena, openPage, page }) => {
    const passphrase = (words: string, ...args: string[]) =>
      athena.cli(['vault', 'passphrase', ...args], { input: `${words}\n` })
    await athena.cli(['vault', 'lock'])
    expect((await passphrase('correct horse')).code).toBe(0)
    try {
      await openPage(athena)
      await goTo(page, 'vault')
      await page.getByRole('button', { name: 'Unlock' }).click()
      const dialog = page.getByRole('dialog', { name: 'Unlock the vault' })
      const field = dialog.getByLabel('Passphrase')
      await expect(field).toBeFocused()
      await expectNoViolations(page)
      await page.keyboard.type('wrong horse')
      await page.keyboard.press('Enter')
      await expect(dialog.getByRole('alert')).toContainText('not the passphrase')
      await expect(field).toHaveValue('')
      await field.fill('correct horse')
      await page.keyboard.press('Enter')
      await expect(dialog).toHaveCount(0)
      await expect(page.getByRole('button', { name: 'Lock now' })).toBeVisible()
      await page.getByRole('button', { name: 'Lock now' }).click()
      await expect(page.getByRole('button', { name: 'Unlock' })).toBeVisible()
    } finally {
      expect((await passphrase('correct horse', '--remove')).code).toBe(0)
    }
  },
)
