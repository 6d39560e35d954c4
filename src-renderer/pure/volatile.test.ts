import { expect, it } from 'vitest'
import { hideVolatile } from './volatile.ts'

it('hides times and ids, and nothing else', () => {
  expect(hideVolatile('ok · 1.2 s · session s_t16ad0da8e · 2026-11-29T12:31:29.5Z · 12 calls')).toBe(
    'ok · … · session … · … · 12 calls',
  )
  expect(hideVolatile('{"price": 12.5, "mail": "[EMAIL_1]"}')).toBe('{"price": 12.5, "mail": "[EMAIL_1]"}')
})
