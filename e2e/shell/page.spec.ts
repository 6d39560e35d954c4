import { expect, test } from '../support/fixtures.ts'
import { startAthena } from '../support/start-athena.ts'

test('a used code is refused', async ({ sharedAthena: athena, page, context }) => {
  const url = await athena.newPageUrl()
  await page.goto(url)
  await expect(page).toHaveTitle(/Athena/)
  const other = await context.newPage()
  const answer = other.waitForResponse((response) => response.url().endsWith('/session'))
  await other.goto(url)
  expect((await answer).status()).toBe(401)
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
