import { expect, test } from 'vitest'
import { describeMemory } from './definitions.ts'
import { memoryServers } from './index.ts'

test('the definitions that the host starts with are those of the operations', () => {
  // As JSON: what is not there and what is undefined are the same to whoever reads it.
  expect(memoryServers()).toEqual(JSON.parse(JSON.stringify(describeMemory())))
})
