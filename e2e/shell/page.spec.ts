import { expect, test } from '../support/fixtures.ts'
import { startAthena } from '../support/start-athena.ts'

test('the printed address signs the page in once, and the code leaves the address', async ({
  athena,
  page,
}) => {
  await page.goto(athena.pageUrl)
  await expect(page).toHaveTitle(/Athena/)
  expect(page.url()).not.toContain('code=')
  await expect(page.getByText('not signed in')).toHaveCount(0)
  await page.reload()
  await expect(page).toHaveTitle(/Athena/)
  await expect(page.getByText('not signed in')).toHaveCount(0)
})

test('another tab without a code gets nothing but the words to say so', async ({
  sharedAthena: athena,
  page,
}) => {
  await page.goto(athena.url)
  await expect(page.getByText('This page is not signed in', { exact: false })).toBeVisible()
})

test('a used code is refused', async ({ sharedAthena: athena, page, context }) => {
  const url = await athena.newPageUrl()
  await page.goto(url)
  await expect(page).toHaveTitle(/Athena/)
  const other = await context.newPage()
  const answer = other.waitForResponse((response) => response.url().endsWith('/session'))
  await other.goto(url)
  expect((await answer).status()).toBe(401)
})

test('the page says that a killed host is gone, and is back with it', async ({ page }) => {
  const first = await startAthena()
  await page.goto(first.pageUrl)
  await expect(page).toHaveTitle(/Athena/)
  await first.kill()
  await expect(page.getByText('Host stopped', { exact: false }).first()).toBeVisible()
  const again = await startAthena({ data: first.data, port: Number(new URL(first.url).port) })
  expect(again.url).toBe(first.url)
  await expect(page.getByText('Host stopped', { exact: false })).toHaveCount(0, { timeout: 20_000 })
  await expect(page.getByText('not signed in')).toHaveCount(0)
  await again.stop({ keepData: false })
})

test('a page of another local server cannot use a signed-in tab', async ({
  sharedAthena: athena,
  page,
  context,
}) => {
  await page.goto(await athena.newPageUrl())
  await expect(page).toHaveTitle(/Athena/)
  const other = await startAthena()
  const stranger = await context.newPage()
  await stranger.goto(other.url)
  const outcome = await stranger.evaluate(
    (address) =>
      new Promise<string>((resolve) => {
        // Its own policy would stop it first; the host must refuse in any case, so the attempt is made by fetch as well.
        fetch(`${address}/session`, { method: 'POST', body: '{}' }).then(
          (answer) => resolve(`answered ${answer.status}`),
          () => resolve('nothing'),
        )
      }),
    athena.url,
  )
  expect(outcome).toBe('nothing')
  await other.stop()
})
