import { callHost } from '../support/control.ts'
import { expect, test } from '../support/fixtures.ts'
import { startAthena, type Athena } from '../support/start-athena.ts'
import { collectFrames, expectNoViolations, goTo } from './helpers.ts'

// Both tests are of one memory that nobody else writes to.
let athena: Athena
test.beforeAll(async () => {
  athena = await startAthena()
})
test.afterAll(() => athena.stop())

async function write(data: string, operation: string, args: object): Promise<void> {
  await callHost(data, 'memory.call', { operation, args })
}

test('the memory teaches when it is empty, and is searched, corrected, undone and seen as it was', async ({
  openPage,
  page,
}) => {
  await openPage(athena)
  await goTo(page, 'memory')
  await expect(page.getByRole('heading', { name: 'Nothing is remembered yet' })).toBeVisible()
  await expectNoViolations(page)

  // Added by hand, with markup and a personal value: the one stays text, the other comes back as a token.
  await page.getByRole('button', { name: 'Add a memory' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Remember what happened' })
  const frames = collectFrames(page)
  await dialog
    .getByRole('textbox', { name: 'What happened' })
    .fill('<img src=x onerror=alert(1)> Nora asked for the March invoice: nora.quist@example.org')
  await dialog.getByRole('textbox', { name: /Tags/ }).fill('invoice, customer')
  await dialog.getByRole('button', { name: 'Add a memory' }).click()
  const list = page.getByRole('listbox', { name: 'Memories' })
  await expect(list.getByRole('option')).toHaveCount(1)
  await expect(list).toContainText('<img src=x onerror=alert(1)> Nora asked')
  await expect(list.locator('.tok')).toHaveText(/\[EMAIL_\d+\]/)
  expect(frames.join('\n')).not.toContain('nora.quist')
  await write(athena.data, 'episodic/remember', {
    content: 'The build was green on Tuesday.',
    tags: ['build'],
  })

  // Search says why; the keyboard walks; forgetting can be taken back.
  await page.getByRole('heading', { level: 1 }).focus()
  await page.keyboard.press('/')
  await page.keyboard.type('who asked about an invoice')
  await expect(list.getByRole('option', { name: /of your words/ })).toHaveCount(1)
  await expect(list.getByRole('option')).toHaveCount(1)
  await list.getByRole('option').first().focus()
  await page.keyboard.press('Enter')
  const about = page.getByRole('complementary', { name: 'About the memory' })
  await expect(about.getByRole('heading', { name: 'Why it was found' })).toBeVisible()
  await expect(about.getByText('episodic.remember')).toBeVisible()
  await expectNoViolations(page)
  await about.getByRole('button', { name: 'Forget' }).click()
  await expect(page.getByRole('heading', { name: 'Nothing fits' })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(list.getByRole('option')).toHaveCount(1)
  await page.getByRole('textbox', { name: 'Search the memory' }).fill('')
  await expect(list.getByRole('option')).toHaveCount(2)
  await page.getByRole('button', { name: /^build 1/ }).click()
  await expect(list.getByRole('option')).toHaveCount(1)

  // A belief is replaced and keeps its history; as of an earlier time, the old one is believed.
  await write(athena.data, 'semantic/store', { statement: 'Nora prefers invoices on paper.' })
  await page.getByRole('radio', { name: 'What is believed' }).click()
  await list.getByRole('option').first().click()
  await about.getByRole('button', { name: 'Correct…' }).click()
  await about.getByRole('textbox', { name: 'What is right' }).fill('Nora prefers invoices as PDF.')
  await about.getByRole('button', { name: 'Replace' }).click()
  await expect(list).toContainText('as PDF')
  await expect(about.getByRole('listitem').filter({ hasText: 'on paper' })).toContainText('ended by')
  await expect(about.locator('.memory-full')).toHaveText('Nora prefers invoices as PDF.')
  await page.getByLabel('As of').fill('2020-01-01T00:00')
  await expect(page.getByRole('heading', { name: 'Nothing fits' })).toBeVisible()
  await page.getByRole('button', { name: 'Back to now' }).click()
  await expect(list.getByRole('option')).toHaveCount(1)
})

test('graph, tasks, proposals, tables and backups of the memory', async ({ openPage, page }) => {
  await write(athena.data, 'graph/relate', { subject: 'Nora', predicate: 'works at', object: 'Harbour Ltd' })
  await write(athena.data, 'graph/relate', { subject: 'Ben', predicate: 'works at', object: 'Harbour Ltd' })
  await write(athena.data, 'prospective/create_task', {
    action: 'Send the March invoice',
    when: '2020-01-01',
  })
  await openPage(athena)
  await goTo(page, 'memory?tab=graph')
  await expect(page.getByRole('img', { name: /3 things and 2 connections/ })).toBeVisible()
  const connections = page.getByRole('region', { name: 'Connections' })
  await connections.getByRole('button', { name: 'Nora' }).click()
  await expect(connections.getByRole('listitem')).toHaveCount(1)
  await expectNoViolations(page)

  await page.getByRole('tab', { name: 'Tasks' }).click()
  await expect(page.getByText('Send the March invoice')).toBeVisible()
  await expectNoViolations(page)
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('heading', { name: 'Nothing is intended' })).toBeVisible()

  await page.getByRole('tab', { name: 'Review' }).click()
  await expect(page.getByRole('heading', { name: 'Nothing to condense' })).toBeVisible()
  await expectNoViolations(page)

  await page.getByRole('tab', { name: 'Tables' }).click()
  await page.getByRole('button', { name: /^operations/ }).click()
  const result = page.getByRole('region', { name: 'Result of the statement' })
  await expect(result.getByRole('row', { name: /graph\.relate/ }).first()).toBeVisible()
  const sql = page.getByRole('textbox', { name: /SQL statement/ })
  await sql.fill('SELECT count(*) AS n FROM memories')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(result.getByRole('columnheader')).toHaveText(['n'])
  await expectNoViolations(page)
  await sql.fill('DELETE FROM memories')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'Only statements that read' })).toBeVisible()

  await page.getByRole('tab', { name: 'Backups' }).click()
  await expect(page.getByText('Sound')).toBeVisible()
  await page.getByRole('button', { name: 'Back up now' }).click()
  await expect(page.getByRole('button', { name: 'Restore' })).toBeVisible()
  await expectNoViolations(page)
  await page.getByRole('button', { name: 'Restore' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByRole('main').getByText(/are back/)).toBeVisible()
})
