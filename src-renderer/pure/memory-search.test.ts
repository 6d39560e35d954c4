import { describe, expect, it } from 'vitest'
import { readMemories } from './memory-search.ts'

describe('readMemories', () => {
  it('reads lists and objects with a list', () => {
    const entry = { id: 'ep_1', content: 'Blue kettle', score: 1.23456, tags: ['a'], place: null }
    const row = { id: 'ep_1', content: 'Blue kettle', details: 'id ep_1 · score 1.235 · tags ["a"]' }
    expect(readMemories([entry])).toEqual([row])
    expect(readMemories({ total: 1, hits: [entry] })).toEqual([row])
  })
  it.each([null, 5, 'text', {}, [1, null, 'x'], [{ id: 'only' }]])('has no rows for %j', (value) => {
    expect(readMemories(value)).toEqual([])
  })
})
