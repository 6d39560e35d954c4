import { expect, it } from 'vitest'
import { toCsv } from './csv.ts'

it('quotes what needs it and lets no text become a formula', () => {
  expect(
    toCsv(
      ['a', 'b,c'],
      [
        [1, 'x "y"'],
        [null, '=1+1'],
        [-2, 'line\nbreak'],
      ],
    ),
  ).toBe('a,"b,c"\r\n1,"x ""y"""\r\n,\'=1+1\r\n-2,"line\nbreak"')
})
