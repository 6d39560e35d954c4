import { expect, it } from 'vitest'
import { readState } from './session-state.ts'

it('reads variables of every kind, cycles too, and gives nothing for what is no state', () => {
  const nodes = [
    ['o', 'name', 1, 'list', 2, 'when', 5, 'me', 6, 'big', 7, 'seen', 8],
    '[EMAIL_1]',
    ['a', 3, -1, 4],
    1,
    true,
    ['d', 0],
    ['o', 'self', 6],
    ['n', '12'],
    ['s', 3, 1],
  ]
  expect(
    readState(JSON.stringify({ v: 1, n: nodes })).map((one) => [
      one.name,
      one.type,
      JSON.parse(one.text) as unknown,
    ]),
  ).toEqual([
    ['name', 'string', '[EMAIL_1]'],
    ['list', 'array of 3', [1, null, true]],
    ['when', 'Date', '1970-01-01T00:00:00.000Z'],
    ['me', 'object of 1', { self: '(the same as above)' }],
    ['big', 'bigint', '12n'],
    ['seen', 'Set of 2', [1, '[EMAIL_1]']],
  ])
  for (const odd of ['', 'null', '{}', '{"n":[]}', '{"n":[["a"]]}']) expect(readState(odd)).toEqual([])
})
