import { expect, it } from 'vitest'
import { deepLinkIn, deepLinkRoute } from './deep-link.ts'

it.each([
  ['athena://open/run/x_7k2m9qt4ab', '#/run/x_7k2m9qt4ab'],
  ['athena://open/runs', '#/runs'],
  ['athena://open/tools/git_hub/get-issue', '#/tools/git_hub/get-issue'],
  ['athena://app/index.html', undefined],
  ['athena://open/run/x_1?code=1', '#/run/x_1'],
  ['athena://open/run/<script>', undefined],
  ['athena://open/__proto__', undefined],
  ['athena://open/editor/new', undefined],
  ['https://open/runs', undefined],
  ['nonsense', undefined],
])('reads %s', (link, route) => {
  expect(deepLinkRoute(link)).toBe(route)
})

it('finds the link among the arguments of a second start', () => {
  expect(deepLinkIn(['/opt/athena', '--hidden', 'athena://open/vault'])).toBe('#/vault')
  expect(deepLinkIn(['/opt/athena'])).toBeUndefined()
})
