import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  chromiumPath,
  cleanUp,
  electronBinary,
  launchElectron,
  launchStandIn,
  type Desktop,
  type StandInDesktop,
} from './launch.ts'

interface State {
  windows: number
  tray: { label?: string }[]
  opened: string[]
  dialogs: { title: string; text: string }[]
  refusedNavigations: string[]
}

/** Milliseconds a start may take on a machine that is busy with other things. */
const startMs = 60_000
const hasChromium = chromiumPath() !== undefined
const electron = electronBinary()
const kinds: { name: string; missing: boolean; launch: () => Promise<Desktop> }[] = [
  { name: 'the stand-in', missing: !hasChromium, launch: () => launchStandIn() },
  {
    name: 'the real Electron',
    missing: electron === undefined,
    launch: () => launchElectron(electron ?? ''),
  },
]
if (electron === undefined) process.stderr.write('No Electron binary: 4 specs not run on it.\n')

/** Whether the doctor describes where the keys are with a word. */
async function describedAs(desktop: Desktop, word: string): Promise<boolean> {
  const doctor = await desktop.cli(['doctor', '--json'])
  return doctor.json<{ checks: { detail: string }[] }>().checks.some((check) => check.detail.includes(word))
}

/** The page's own link: one call over the bridge that the preload made. */
const callHost = `(method, params) => new Promise((resolve) => {
  const id = Math.floor(Math.random() * 1e9)
  const stop = window.athena.onFrame((frame) => {
    if (frame.id === id) { stop(); resolve(frame) }
  })
  window.athena.send({ t: 'hello', token: '' })
  window.athena.send({ t: 'call', id, m: method, p: params })
})`

describe.each(kinds)('the built app on $name', ({ missing, launch }) => {
  let desktop: Desktop
  beforeAll(async () => {
    if (!missing) desktop = await launch()
  })
  afterAll(() => {
    if (!missing) cleanUp(desktop)
  })

  it.skipIf(missing)('shows its page under its own scheme, with the policy on it', async () => {
    const page = await desktop.page()
    await expect.poll(() => page.evaluate('document.readyState')).toBe('complete')
    expect(await page.evaluate('typeof window.athena.send')).toBe('function')
    expect(await page.evaluate('typeof require + typeof process')).toBe('undefinedundefined')
    const policy = await page.evaluate(
      'fetch("/index.html").then((answer) => answer.headers.get("content-security-policy"))',
    )
    expect(policy).toContain("default-src 'none'")
    expect(await page.evaluate('fetch("/../package.json").then((answer) => answer.status)')).toBe(404)
  })

  it.skipIf(missing)('answers frames of the page', async () => {
    const page = await desktop.page()
    expect(await page.evaluate(`(${callHost})('host.info', {})`)).toMatchObject({
      t: 'done',
      r: { shell: 'electron' },
    })
    expect(await page.evaluate(`(${callHost})('__proto__', {})`)).toMatchObject({
      t: 'fail',
      e: { code: 'UNKNOWN_METHOD' },
    })
  })

  it.skipIf(missing)('runs code in a runner', async () => {
    const result = await desktop.cli(['exec', '-', '--json'], 'return [1, 2, 3].map((number) => number ** 2)')
    expect(result.json()).toMatchObject({ status: 'ok', value: [1, 4, 9] })
  })

  it.skipIf(missing)('quits with a run in flight and leaves nothing', async () => {
    const run = desktop.cli(
      ['exec', '-', '--json'],
      'await new Promise((resolve) => setTimeout(resolve, 60000))',
    )
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(await desktop.quit()).toBe(0)
    expect((await run).code).not.toBe(0)
    expect(existsSync(join(desktop.data, 'runtime.json'))).toBe(false)
  })
})

describe.skipIf(!hasChromium)('what users and the system do, on the stand-in', () => {
  let desktop: StandInDesktop
  const state = (): Promise<State> => desktop.command<State>('state')
  beforeAll(async () => {
    desktop = await launchStandIn()
    await desktop.page()
  })
  afterAll(async () => {
    await desktop.quit()
    cleanUp(desktop)
  })

  it('keys are in the keychain, and are said to be', async () => {
    expect(await describedAs(desktop, 'keychain')).toBe(true)
  })

  it('a second instance shows the window that a link names', async () => {
    await desktop.command('secondInstance', ['athena', 'athena://open/vault'])
    const page = await desktop.page()
    await expect.poll(() => page.url()).toContain('#/vault')
    expect((await state()).windows).toBe(1)
  })

  it('a second process gives way', async () => {
    const second = await launchStandIn({ data: desktop.data, env: { STAND_IN_SECOND: '1' } })
    expect(await second.exited).toBe(0)
  })

  it('the page stays at its address, and opens links in the browser', async () => {
    const page = await desktop.page()
    await page.evaluate('open("https://example.com/help")')
    await page.evaluate('open("file:///etc/passwd")')
    await page.evaluate('void (location.href = "https://example.com/")').catch(() => undefined)
    await expect.poll(async () => (await state()).refusedNavigations).toContain('https://example.com/')
    expect((await state()).opened).toEqual(['https://example.com/help'])
  })

  it('a strange frame gets nothing, and permissions are refused', async () => {
    const hello = JSON.stringify({ t: 'hello', token: '' })
    for (const [url, isTop] of [
      ['https://evil.example/', true],
      ['athena://app/', false],
      ['athena://apps/', true],
      ['file:///index.html', true],
    ]) {
      await desktop.command('foreignFrame', ['athena:frame', hello, url, isTop])
    }
    await desktop.command('foreignFrame', ['athena:frame', hello, null, true])
    const log = readFileSync(join(desktop.data, 'logs', 'athena.log'), 'utf8')
    expect(log.match(/strange frame was refused/g)).toHaveLength(5)
    expect(await desktop.command('permission', ['geolocation', 'athena://app/'])).toBe(false)
    expect(await desktop.command('permission', ['clipboard-sanitized-write', 'athena://app/'])).toBe(true)
    expect(await desktop.command('permission', ['clipboard-sanitized-write', 'https://evil.example'])).toBe(
      false,
    )
  })

  it('pausing agent access ends it until it is resumed; the window still works', async () => {
    const before = (await state()).tray.map((entry) => entry.label)
    expect(before).toContain('Pause agent access')
    const call = (): Promise<{ code: number }> =>
      desktop.cli(['mcp'], `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })}\n`)
    await desktop.command('clickTray', 'Pause agent access')
    await expect
      .poll(async () => (await state()).tray.map((entry) => entry.label))
      .toContain('Resume agent access')
    const { mcp } = JSON.parse(readFileSync(join(desktop.data, 'runtime.json'), 'utf8')) as {
      mcp: { url: string }
    }
    expect((await fetch(mcp.url, { method: 'POST' })).status).toBe(503)
    await desktop.command('clickTray', 'Resume agent access')
    await expect.poll(async () => (await fetch(mcp.url, { method: 'POST' })).status).toBe(401)
    expect((await call()).code).toBe(0)
  })

  it('the tray locks the vault and says so', async () => {
    // It starts locked.
    expect((await desktop.cli(['vault', 'unlock'])).code).toBe(0)
    await expect.poll(async () => (await state()).tray.map((entry) => entry.label)).toContain('Lock vault')
    await desktop.command('clickTray', 'Lock vault')
    await expect
      .poll(async () => (await state()).tray.map((entry) => entry.label))
      .toContain('Vault is locked')
    expect((await desktop.cli(['vault', 'unlock'])).code).toBe(0)
    await expect.poll(async () => (await state()).tray.map((entry) => entry.label)).toContain('Lock vault')
  })

  it('closing the window keeps Athena running, and it opens again', async () => {
    await desktop.command('closeWindow')
    expect((await desktop.cli(['exec', '-', '--json'], 'return 1')).json()).toMatchObject({ value: 1 })
    await desktop.command('clickTray', 'Open Athena')
    await desktop.page()
    expect((await state()).windows).toBe(2)
  })

  it('a page that hangs is loaded again when the user says so', async () => {
    const page = await desktop.page()
    await page.evaluate('void (window.isOld = true)')
    await desktop.command('hangPage')
    await expect
      .poll(() => page.evaluate('window.isOld === undefined').catch(() => false), { timeout: 20_000 })
      .toBe(true)
    expect((await state()).dialogs.map((entry) => entry.title)).toContain('The window does not respond.')
  })

  it('a page that crashed is loaded again', async () => {
    const page = await desktop.page()
    await page.evaluate('void (window.isOld = true)')
    await desktop.command('crashPage')
    await expect
      .poll(() => page.evaluate('window.isOld === undefined').catch(() => false), { timeout: 20_000 })
      .toBe(true)
  })
})

describe('keys', () => {
  const started: StandInDesktop[] = []
  afterEach(async () => {
    for (const desktop of started.splice(0)) {
      await desktop.quit()
      cleanUp(desktop)
    }
  })

  // Three starts of the app: in the long run. Unlocking itself is in page/vault.spec.ts, the keys in passphrase-keys.test.ts.
  it.skipIf(!hasChromium || process.env['ATHENA_TEST_ALL'] !== '1')(
    'without a keychain last for the session, or behind a passphrase',
    async () => {
      const data = mkdtempSync(join(tmpdir(), 'athena-desktop-'))
      const start = async (args: string[]): Promise<StandInDesktop> => {
        const desktop = await launchStandIn({ data, args, env: { STAND_IN_KEYCHAIN: '' } })
        started.push(desktop)
        return desktop
      }
      const isUp = (): boolean => existsSync(join(data, 'runtime.json'))
      const mint = async (desktop: StandInDesktop, name: string): Promise<string> =>
        (await desktop.cli(['exec', '-', '--json'], `return '${name}@example.com'`)).json<{ value: string }>()
          .value

      const first = await start(['--hidden'])
      await expect.poll(isUp, { timeout: startMs }).toBe(true)
      expect(await describedAs(first, 'memory')).toBe(true)
      expect((await first.command<State>('state')).windows).toBe(0)
      expect(await mint(first, 'one')).toBe('[EMAIL_1]')
      await first.quit()

      // The key is gone and the values with it, but a token of then never means a value of now.
      const second = await start(['--hidden'])
      await expect.poll(isUp, { timeout: startMs }).toBe(true)
      expect(await mint(second, 'two')).toBe('[EMAIL_2]')
      const set = await second.cli(['vault', 'passphrase', '--json'], 'correct horse\n')
      expect(set.json()).toEqual({ protection: expect.stringContaining('your passphrase') as string })
      expect((await second.cli(['vault', 'unlock'], 'wrong horse\n')).stderr).toContain('not the passphrase')
      await second.quit()

      const third = await start([])
      const page = await third.page()
      await expect.poll(() => page.title()).toBe('Athena is locked')
      expect((await third.command<State>('state')).tray.map((entry) => entry.label)).toContain(
        'Athena waits for your passphrase',
      )
      const answer = (await third.cli(['mcp'], '{"jsonrpc":"2.0","id":1,"method":"ping"}\n')).stdout
      expect(answer).toContain('protected by a passphrase')
      await page.getByLabel('Passphrase').fill('wrong horse')
      await page.getByRole('button').click()
      await expect.poll(() => page.getByRole('alert').textContent()).toContain('not the passphrase')
      await page.getByLabel('Passphrase').fill('correct horse')
      await page.getByRole('button').click()
      await expect.poll(isUp, { timeout: startMs }).toBe(true)
      await expect.poll(() => page.title()).toBe('Athena')
      // The value of the second start is known again, by its token.
      expect(await mint(third, 'two')).toBe('[EMAIL_2]')
    },
    180_000,
  )
})
