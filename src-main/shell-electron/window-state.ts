import { join } from 'node:path'
import { readText, writePrivateFile } from '../shell-common/private-file.ts'

/** Where the window was. */
export interface WindowState {
  x?: number
  y?: number
  width: number
  height: number
  maximized: boolean
}

const usual: WindowState = { width: 1280, height: 840, maximized: false }
const least = { width: 720, height: 480 }

interface Area {
  x: number
  y: number
  width: number
  height: number
}

/** The state to open with: the stored one if it is sound and its title bar is on a display, else the usual size. */
export function soundWindowState(text: string | undefined, displays: readonly Area[]): WindowState {
  let stored: Partial<WindowState>
  try {
    const value: unknown = JSON.parse(text ?? '')
    stored = typeof value === 'object' && value !== null ? value : {}
  } catch {
    return usual
  }
  const size = (value: unknown, minimum: number, otherwise: number): number =>
    typeof value === 'number' && Number.isFinite(value) ? Math.max(minimum, Math.round(value)) : otherwise
  const state: WindowState = {
    width: size(stored.width, least.width, usual.width),
    height: size(stored.height, least.height, usual.height),
    maximized: stored.maximized === true,
  }
  const { x, y } = stored
  if (!Number.isInteger(x) || !Number.isInteger(y) || x === undefined || y === undefined) return state
  const isVisible = displays.some(
    (area) =>
      x + 100 < area.x + area.width &&
      x + state.width > area.x + 100 &&
      y >= area.y &&
      y < area.y + area.height - 50,
  )
  return isVisible ? { ...state, x, y } : state
}

/** Reads the stored state. */
export function readWindowState(data: string, displays: readonly Area[]): WindowState {
  return soundWindowState(readText(join(data, 'window.json')), displays)
}

/** Stores the state; a window that cannot be remembered still closes. */
export function writeWindowState(data: string, state: WindowState): void {
  try {
    writePrivateFile(join(data, 'window.json'), JSON.stringify(state))
  } catch {
    // A full disk is reported where data is at stake.
  }
}
