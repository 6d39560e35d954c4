import { useEffect, useRef } from 'react'
import { create } from 'zustand'
import type { IconName } from '../widgets/icon.tsx'

/** Groups of commands, in the order they are shown. */
export const commandGroups = ['go', 'run', 'timeline', 'view', 'help'] as const
export type CommandGroup = (typeof commandGroups)[number]

/** One thing the user can do. Palette, shortcuts, tooltips and the overlay are all made of these. */
export interface Command {
  id: string
  title: string
  group: CommandGroup
  icon?: IconName
  /** Shortcuts as `pressName` writes them; the first is shown. */
  keys?: readonly string[]
  /** Not offered in the palette (moves of a selection and the like). */
  quiet?: boolean
  /** Says whether it can be done now; without it, always. */
  when?: () => boolean
  run: () => void
}

/** All commands that can be given now, by id. Screens add theirs while they are shown. */
export const useCommandRegistry = create<{ commands: ReadonlyMap<string, Command> }>(() => ({
  commands: new Map(),
}))

/** Adds commands; the returned function takes them away. */
export function registerCommands(list: readonly Command[]): () => void {
  useCommandRegistry.setState((state) => ({
    commands: new Map([...state.commands, ...list.map((one) => [one.id, one] as const)]),
  }))
  return () =>
    useCommandRegistry.setState((state) => {
      const rest = new Map(state.commands)
      for (const one of list) if (rest.get(one.id) === one) rest.delete(one.id)
      return { commands: rest }
    })
}

/** Adds a screen's commands while it is shown. `run` and `when` always see the newest render. */
export function useCommands(list: readonly Command[]): void {
  const latest = useRef(list)
  latest.current = list
  const key = list.map((one) => `${one.id}${one.title}${one.keys?.join() ?? ''}`).join('\n')
  useEffect(
    () =>
      registerCommands(
        latest.current.map((command) => {
          const now = () => latest.current.find((one) => one.id === command.id)
          return { ...command, run: () => now()?.run(), when: () => now()?.when?.() ?? true }
        }),
      ),
    [key],
  )
}

/** The command a shortcut gives now, if any. */
export function commandFor(keys: string): Command | undefined {
  // Later ones (a screen's) win over the shell's.
  return [...useCommandRegistry.getState().commands.values()]
    .reverse()
    .find((one) => one.keys?.includes(keys) === true && one.when?.() !== false)
}
