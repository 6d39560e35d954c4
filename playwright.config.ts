import { defineConfig } from '@playwright/test'

/** The browser: set by `npm test` to the one it found or installed. */
const executablePath = process.env.ATHENA_CHROMIUM

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  testIgnore: 'electron/**',
  outputDir: 'test-results',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    // What moves is drawn by the processor here, sixty times a second.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    },
    // Recording every step takes a third of the time of a test; a failure on one machine is looked at with ATHENA_TRACE=1.
    trace: process.env.ATHENA_TRACE === '1' ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
  },
})
