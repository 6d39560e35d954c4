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
  // Chords come before what has the focus (an editor takes some of them); plain keys come after it.
  window.addEventListener('keydown', (event) => press(event, false), true)
  window.addEventListener('keydown', (event) => press(event, true))

  function press(event: KeyboardEvent, plain: boolean): void {
    if (event.defaultPrevented || event.isComposing) return
    const keys = pressName(event, isMac)
    if (isPlainKey(keys) !== plain) return
    if (plain) {
      if (takesText(event.target) || document.querySelector('dialog[open]') !== null) return
      if (keys.length === 1 && !usePreferences.getState().letterKeys) return
    }
    const command = commandFor(keys)
    if (command === undefined) return
    event.preventDefault()
    event.stopPropagation()
    command.run()
  }
}
