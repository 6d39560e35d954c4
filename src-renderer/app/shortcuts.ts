import { isPlainKey, pressName } from '../pure/keys.ts'
import { commandFor } from '../state/commands.ts'
import { isMac } from '../state/platform.ts'
import { usePreferences } from '../state/preferences.ts'

/** True inside editors and fields, where plain keys are text. */
function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role="textbox"], .monaco-editor') !== null)
  )
}

/** Gives commands by their shortcuts from now on. */
export function followShortcuts(): void {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return
    const keys = pressName(event, isMac)
    if (isPlainKey(keys)) {
      if (takesText(event.target) || document.querySelector('dialog[open]') !== null) return
      if (keys.length === 1 && !usePreferences.getState().letterKeys) return
    }
    const command = commandFor(keys)
    if (command === undefined) return
    event.preventDefault()
    command.run()
  })
}
