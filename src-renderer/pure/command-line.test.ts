import { describe, expect, it } from 'vitest'
import { splitCommand } from './command-line.ts'

describe('splitCommand', () => {
  it.each([
    ['npx -y server  ~/Documents', ['npx', '-y', 'server', '~/Documents']],
    [`run "two words" 'and "more"'`, ['run', 'two words', 'and "more"']],
    [String.raw`a\ b "c\"d"`, ['a b', 'c"d']],
    [String.raw`C:\Tools\node.exe x`, [String.raw`C:\Tools\node.exe`, 'x']],
    [`a '' b`, ['a', '', 'b']],
    ['   ', []],
  ])('%s', (text, words) => expect(splitCommand(text)).toEqual(words))
})
