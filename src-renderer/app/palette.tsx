import { Command as Menu } from 'cmdk'
import { useDeferredValue, useState } from 'react'
import { showKeys } from '../pure/keys.ts'
import { commandGroups, useCommandRegistry } from '../state/commands.ts'
import { closeOverlays } from '../state/overlays.ts'
import { isMac } from '../state/platform.ts'
import { navigate } from '../state/route.ts'
import { useQuery } from '../state/use-query.ts'
import { t } from '../text/t.ts'
import { Dialog } from '../widgets/dialog.tsx'
import { Icon } from '../widgets/icon.tsx'
import type { IconName } from '../widgets/icon.tsx'
import { Ago } from '../widgets/now.tsx'
import { StatusBadge } from '../widgets/status-badge.tsx'

const modes = { '>': 'commands', '@': 'runs', '#': 'tools', '?': 'help' } as const
const modeIcons: Record<string, IconName> = { '>': 'play', '@': 'runs', '#': 'wrench', '?': 'ask' }

/** Goes or does anything by typing: `>` commands, `@` runs, `#` tools, `?` help. */
export function Palette({ start }: { start: string }) {
  const [text, setText] = useState(start)
  const mode = modes[text[0] as keyof typeof modes] as (typeof modes)[keyof typeof modes] | undefined
  const search = mode === undefined ? text : text.slice(1)
  const registry = useCommandRegistry((state) => state.commands)
  const commands = [...registry.values()].filter((one) => one.quiet !== true && one.when?.() !== false)
  const { data: page } = useQuery('runs.page', mode === undefined || mode === 'runs' ? { limit: 50 } : null)
  const { data: catalog } = useQuery('catalog.tree', mode === undefined || mode === 'tools' ? {} : null)
  // Commands are drawn at once; runs and tools a moment later, so that the first key is never waited for.
  const runs = useDeferredValue(page, undefined)
  const tree = useDeferredValue(catalog, undefined)

  const choose = (act: () => void) => () => {
    closeOverlays()
    // After the dialog has given the focus back.
    setTimeout(act)
  }
  return (
    <Dialog title={t('palette.title')} onClose={closeOverlays}>
      <Menu
        label={t('palette.title')}
        className="command-menu"
        filter={(value, wanted) => rank(value, wanted)}
      >
        <div className="command-field">
          <Icon name="search" />
          <Menu.Input
            data-autofocus
            value={text}
            onValueChange={setText}
            placeholder={t('palette.placeholder')}
            aria-label={t('palette.title')}
          />
        </div>
        <Menu.List label={t('palette.results')}>
          <Menu.Empty>{t('palette.empty', { text: search })}</Menu.Empty>
          {mode === 'help'
            ? (['>', '@', '#'] as const).map((sign) => (
                <Menu.Item key={sign} value={`?${sign}`} onSelect={() => setText(sign)}>
                  <Icon name={modeIcons[sign] ?? 'ask'} />
                  <span className="grow">{t(`palette.mode.${modes[sign]}`)}</span>
                  <kbd>{sign}</kbd>
                </Menu.Item>
              ))
            : null}
          {mode === undefined || mode === 'commands'
            ? commandGroups.map((group) => {
                const list = commands.filter((command) => command.group === group)
                return list.length === 0 ? null : (
                  <Menu.Group key={group} heading={t(`group.${group}`)}>
                    {list.map((command) => (
                      <Menu.Item
                        key={command.id}
                        value={`>${command.title} ${command.id}`}
                        onSelect={choose(command.run)}
                      >
                        <Icon name={command.icon ?? 'right'} />
                        <span className="grow">{command.title}</span>
                        {command.keys?.[0] === undefined ? null : (
                          <kbd>{showKeys(command.keys[0], isMac)}</kbd>
                        )}
                      </Menu.Item>
                    ))}
                  </Menu.Group>
                )
              })
            : null}
          {runs === undefined || runs.rows.length === 0 ? null : (
            <Menu.Group heading={t('screen.runs')}>
              {runs.rows.slice(0, mode === 'runs' ? 50 : 8).map((run) => (
                <Menu.Item
                  key={run.id}
                  value={`@${run.title} ${run.id} ${run.client}`}
                  onSelect={choose(() => navigate('run', run.id))}
                >
                  <Icon name="runs" />
                  <span className="grow ellip">{run.title}</span>
                  <StatusBadge status={run.status} plain />
                  <span className="faint small">
                    <Ago time={run.startedAt} />
                  </span>
                </Menu.Item>
              ))}
            </Menu.Group>
          )}
          {tree === undefined ? null : (
            <Menu.Group heading={t('screen.tools')}>
              {tree.servers
                .flatMap((server) => server.tools)
                .slice(0, 2000)
                .filter((_, index) => mode === 'tools' || search !== '' || index < 8)
                .map((tool) => (
                  <Menu.Item
                    key={tool.id}
                    value={`#${tool.id} ${tool.exportName}`}
                    onSelect={choose(() => navigate('tools', tool.id))}
                  >
                    <Icon name="wrench" />
                    <span className="mono ellip">{tool.id}</span>
                    <span className="grow ellip faint small">{tool.description}</span>
                  </Menu.Item>
                ))}
            </Menu.Group>
          )}
        </Menu.List>
      </Menu>
    </Dialog>
  )
}

/** All words must be there; words at the start of a word, and early ones, count more. */
function rank(value: string, wanted: string): number {
  const text = value.toLowerCase()
  const words = wanted
    .toLowerCase()
    .replace(/^[>@#?]/, '')
    .split(/\s+/)
    .filter(Boolean)
  if (words.length === 0) return 1
  let score = 0
  for (const word of words) {
    const at = text.indexOf(word)
    if (at === -1) return 0
    score += (at <= 1 || /[\s./_]/.test(text[at - 1] ?? '') ? 1 : 0.6) / (1 + at / 200)
  }
  return Math.min(1, score / words.length)
}
