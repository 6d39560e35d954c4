import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { root, startAthena } from '../e2e/support/start-athena.ts'

/**
 * Takes the pictures of the documentation from the built product: `node scripts/screenshots.ts`. The demo runs for real; nothing is
 * staged but the size of the window.
 */
const folder = join(root, 'docs', 'images')
const executablePath = process.env['ATHENA_CHROMIUM'] ?? '/usr/bin/chromium'

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`) })
  process.stdout.write(`docs/images/${name}.png\n`)
}

async function takeAll(colorScheme: 'light' | 'dark'): Promise<void> {
  const athena = await startAthena()
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      colorScheme,
      reducedMotion: 'reduce',
    })
    await page.goto(athena.pageUrl)
    await page
      .getByRole('button', { name: /run the demo/i })
      .first()
      .click()
    await page.getByText('vault tokens stand in').waitFor()
    await picture(page, `demo-${colorScheme}`)
    await page
      .getByRole('button', { name: /open run/i })
      .or(page.getByRole('link', { name: /open run/i }))
      .first()
      .click()
    await page.getByRole('treegrid', { name: 'Execution timeline' }).waitFor()
    // All of it: the title, the code, the answer and the result beside it.
    await page.getByText(/\d\d lines, TypeScript/).waitFor()
    await page
      .getByText(/\d+ vault tokens/)
      .first()
      .waitFor()
    await page.getByText('"messages": [').waitFor()
    await picture(page, `run-${colorScheme}`)
    await page.keyboard.press('Control+5')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await picture(page, `vault-${colorScheme}`)
  } finally {
    await browser.close()
    await athena.stop()
  }
}

mkdirSync(folder, { recursive: true })
await takeAll('light')
await takeAll('dark')
