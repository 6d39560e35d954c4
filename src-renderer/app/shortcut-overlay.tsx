import { showKeys } from '../pure/keys.ts'
import { commandGroups, useCommandRegistry } from '../state/commands.ts'
import { closeOverlays } from '../state/overlays.ts'
import { isMac } from '../state/platform.ts'
import { t } from '../text/t.ts'
import { Dialog } from '../widgets/dialog.tsx'

/** Every shortcut that works here and now, made from the command registry. */
export function ShortcutOverlay() {
  const commands = [...useCommandRegistry((state) => state.commands).values()].filter(
    (command) => command.keys !== undefined,
  )
  return (
    <Dialog title={t('shortcuts.title')} onClose={closeOverlays} wide>
      <div className="shortcut-groups">
        {commandGroups.map((group) => {
          const list = commands.filter((command) => command.group === group)
          if (list.length === 0) return null
          return (
            <section key={group} aria-labelledby={`shortcuts-${group}`}>
              <h3 id={`shortcuts-${group}`}>{t(`group.${group}`)}</h3>
              <dl>
                {list.map((command) => (
                  <div key={command.id}>
                    <dt>{command.title}</dt>
                    <dd>
                      {command.keys?.map((keys) => (
                        <kbd key={keys}>{showKeys(keys, isMac)}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          )
        })}
      </div>
    </Dialog>
  )
}
