import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { expect, test } from '../support/fixtures.ts'
import { root, startAthena, testEnvironment } from '../support/start-athena.ts'
import { expectNoViolations, goTo } from './helpers.ts'

test('from an empty Athena to the first run of a client that was connected from the window', async ({
  openPage,
  page,
}) => {
  test.setTimeout(120_000)
  const home = mkdtempSync(join(tmpdir(), 'athena-home-'))
  const file = join(home, '.cursor', 'mcp.json')
  mkdirSync(join(home, '.cursor'))
  const server = {
    command: process.execPath,
    args: [join(root, 'e2e/fixtures/servers/misbehaving.mjs'), 'plain'],
  }
  writeFileSync(
    file,
    `${JSON.stringify({ mcpServers: { notes: { ...server, env: { TOKEN: 's3cret' } } } }, null, 2)}\n`,
  )
  const original = readFileSync(file, 'utf8')
  const athena = await startAthena({ env: { HOME: home } })
  try {
    await openPage(athena)
    await page
      .getByRole('navigation', { name: 'Getting started' })
      .getByRole('link', { name: /My data/ })
      .click()
    await expect(
      page.getByRole('heading', { level: 1, name: 'What only you know to be personal' }),
    ).toBeFocused()
    await page.getByRole('textbox', { name: 'A value of yours' }).fill('Project Bluebird')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(page.getByRole('list').filter({ hasText: '•' }).first()).not.toContainText('Bluebird')
    await page.getByLabel('Your text').fill('When does Project Bluebird end?')
    await expect(page.getByRole('region', { name: 'What a model would get' })).not.toContainText('Bluebird')
    await expectNoViolations(page)

    // The change is shown first, and then made; what the client reaches without Athena is named.
    await page.getByRole('link', { name: 'Next: connect' }).click()
    await page.getByRole('button', { name: 'Show the change' }).click()
    await expect(page.getByRole('region', { name: /Change to the configuration of Cursor/ })).toContainText(
      'athena',
    )
    await expectNoViolations(page)
    await page.getByRole('button', { name: 'Add Athena to Cursor' }).click()
    await expect(page.getByText('connected', { exact: true })).toBeVisible()

    // The client starts what was written into its settings, and its first run appears.
    const written = JSON.parse(readFileSync(file, 'utf8')) as {
      mcpServers: Record<string, { command: string; args: string[]; env?: Record<string, string> }>
    }
    const entry = written.mcpServers['athena']
    if (entry === undefined) throw new Error('nothing was written')
    const client = new Client({ name: 'cursor-stand-in', version: '1.0.0' })
    await client.connect(
      new StdioClientTransport({ ...entry, env: { ...testEnvironment(athena.data), ...entry.env } }),
    )
    await expect(page.getByText('cursor-stand-in is connected')).toBeVisible()
    await client.callTool({
      name: 'execute_code',
      arguments: { code: '// First run of a client\nreturn 6 * 7' },
    })
    await goTo(page, 'runs')
    await expect(page.getByRole('row', { name: /First run of a client/ })).toBeVisible()
    await client.close()

    // Its own server is taken over; the client's entry and its secret stay where they are.
    await goTo(page, 'servers')
    await expect(
      page.getByRole('heading', { name: /1 server still reaches a client directly/ }),
    ).toBeVisible()
    await page.getByRole('button', { name: 'Import from clients…' }).first().click()
    const dialog = page.getByRole('dialog', { name: 'Import from clients…' })
    await dialog.getByRole('checkbox', { name: /notes/ }).check()
    await expectNoViolations(page)
    await expect(dialog).not.toContainText('s3cret')
    await dialog.getByRole('button', { name: 'Import 1 server' }).click()
    await expect(page.getByRole('link', { name: 'notes' })).toBeVisible({ timeout: 20_000 })

    await goTo(page, 'connect')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByText('not connected')).toBeVisible()
    expect(readFileSync(file, 'utf8')).toBe(original)
  } finally {
    await athena.stop()
    rmSync(home, { recursive: true, force: true })
  }
})
