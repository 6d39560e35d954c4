import { describe, expect, it } from 'vitest'
import { isPlainKey, pressName, showKeys } from './keys.ts'

const press = (key: string, held = '') => ({
  key,
  metaKey: held.includes('m'),
  ctrlKey: held.includes('c'),
  altKey: held.includes('a'),
  shiftKey: held.includes('s'),
})

describe('pressName', () => {
  it.each([
    [press('k', 'm'), true, 'mod+k'],
    [press('k', 'c'), false, 'mod+k'],
    [press('k', 'c'), true, 'k'],
    [press('K', 'cs'), false, 'shift+mod+k'],
    [press('?', 's'), false, '?'],
    [press('R', 's'), false, 'r'],
    [press('F8', 's'), false, 'shift+F8'],
    [press('Enter', 'c'), false, 'mod+Enter'],
    [press(' '), false, 'Space'],
  ])('%j', (one, mac, name) => expect(pressName(one, mac)).toBe(name))
})

describe('showKeys', () => {
  it.each([
    ['mod+k', '⌘K', 'Ctrl+K'],
    ['shift+mod+Enter', '⇧⌘⏎', 'Ctrl+Shift+Enter'],
    ['+', '+', '+'],
    ['ArrowDown', '↓', '↓'],
    ['mod+,', '⌘,', 'Ctrl+,'],
  ])('%s', (keys, mac, other) => {
    expect(showKeys(keys, true)).toBe(mac)
    expect(showKeys(keys, false)).toBe(other)
  })
})

describe('isPlainKey', () => {
  it.each([
    ['r', true],
    ['Enter', true],
    ['ArrowDown', true],
    ['mod+k', false],
    ['F6', false],
  ])('%s', (keys, plain) => expect(isPlainKey(keys)).toBe(plain))
})
