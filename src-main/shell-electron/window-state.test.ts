import { expect, it } from 'vitest'
import { soundWindowState } from './window-state.ts'

const display = [{ x: 0, y: 0, width: 1920, height: 1080 }]
const read = (value: unknown) => soundWindowState(JSON.stringify(value), display)

it('opens where the window was', () => {
  expect(read({ x: 10, y: 20, width: 1000, height: 700, maximized: true })).toEqual({
    x: 10,
    y: 20,
    width: 1000,
    height: 700,
    maximized: true,
  })
})

it('does not open on a display that is gone', () => {
  expect(read({ x: 2500, y: 20, width: 1000, height: 700 })).toEqual({
    width: 1000,
    height: 700,
    maximized: false,
  })
  expect(read({ x: 0, y: -900, width: 1000, height: 700 })).not.toHaveProperty('x')
})

it('takes the usual size for a damaged file', () => {
  for (const text of [undefined, '', '[]', 'null', '{"width":"wide"}', '{"width":1e999}']) {
    expect(soundWindowState(text, display), text).toMatchObject({ width: 1280, height: 840 })
  }
  expect(read({ width: 5, height: 5 })).toMatchObject({ width: 720, height: 480 })
})
