import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '../support/fixtures.ts'
import { root, startAthena } from '../support/start-athena.ts'
import { expectNoViolations, goTo } from './helpers.ts'

const fixture = join(root, 'e2e', 'fixtures', 'servers', 'misbehaving.mjs')

test('a server of another client is moved after a look at the change, and put back', async ({
  openPage,
  page,
}) => {
  const home = mkdtempSync(join(tmpdir(), 'athena-home-'))
  mkdirSync(join(home, '.cursor'))
  const file = join(home, '.cursor', 'mcp.json')
  const entry = { command: process.execPath, args: [fixture, 'plain'], env: { API_KEY: 's3cret-of-cursor' } }
  const before = JSON.stringify({ mcpServers: { 'My Tools': entry } }, null, 2)
  writeFileSync(file, before)
  const athena = await startAthena({ env: { HOME: home, XDG_CONFIG_HOME: join(home, '.config') } })
  try {
    await openPage(athena)
    await goTo(page, 'servers')
    await page.getByRole('button', { name: 'Import from clients…' }).first().click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText('Cursor')
    await expectNoViolations(page)
    await dialog.getByRole('button', { name: 'Move my-tools' }).click()
    await expect(dialog.getByRole('region', { name: 'Change of the file' })).toContainText('-')
    await expect(dialog).not.toContainText('s3cret')
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
    await expectNoViolations(page)
    expect(readFileSync(file, 'utf8')).toBe(before)
    await dialog.getByRole('button', { name: 'Move', exact: true }).click()
    await expect(dialog.getByRole('heading', { name: 'Moved to Athena' })).toBeVisible()
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ mcpServers: {} })
    await dialog.getByRole('button', { name: 'Put My Tools back' }).click()
    await expect(dialog.getByRole('status')).toContainText('is back in')
    expect(readFileSync(file, 'utf8')).toBe(before)
    await dialog.getByRole('button', { name: 'Close' }).click()
    await expect(page.getByRole('main')).toContainText('my-tools')
  } finally {
    await athena.stop()
    rmSync(home, { recursive: true, force: true })
  }
})
