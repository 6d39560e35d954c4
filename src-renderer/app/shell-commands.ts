import type { Command } from '../state/commands.ts'
import { closeOverlays, openPalette, useOverlays } from '../state/overlays.ts'
import { isDark, usePreferences } from '../state/preferences.ts'
import { navigate } from '../state/route.ts'
import type { ScreenName } from '../state/route.ts'
import { t } from '../text/t.ts'
import type { IconName } from '../widgets/icon.tsx'
import { mainScreens } from './activity-bar.tsx'

function go(screen: ScreenName, icon: IconName, keys?: string): Command {
  return {
    id: `go.${screen}`,
    group: 'go',
    title: t('command.go', { screen: t(`screen.${screen}`) }),
    icon,
    ...(keys === undefined ? {} : { keys: [keys] }),
    run: () => navigate(screen),
  }
}

/** Moves the focus to the next or previous pane (landmarks and labelled regions). */
function movePane(step: 1 | -1): void {
  const panes = [
    ...document.querySelectorAll<HTMLElement>('nav.activity, main .pane, main.pane, footer.statusbar'),
  ].filter((pane) => pane.offsetParent !== null && pane.querySelector('.pane .pane') === null)
  const at = panes.findIndex((pane) => pane.contains(document.activeElement))
  const next = panes[(at + step + panes.length) % panes.length]
  next
    ?.querySelector<HTMLElement>(
      '[tabindex="0"], a[href], button:not(:disabled):not([tabindex="-1"]), input, textarea',
    )
    ?.focus()
}

/** Commands that every screen has. */
export const shellCommands: readonly Command[] = [
  ...mainScreens.map((item) => go(item.screen, item.icon, item.keys)),
  go('servers', 'server'),
  go('sessions', 'clock'),
  go('skills', 'spark'),
  go('sandboxes', 'box'),
  go('logs', 'log'),
  go('settings', 'settings', 'mod+,'),
  {
    id: 'palette',
    group: 'help',
    title: t('command.palette'),
    icon: 'search',
    keys: ['mod+k'],
    quiet: true,
    run: () => (useOverlays.getState().palette === undefined ? openPalette() : closeOverlays()),
  },
  {
    id: 'palette.tools',
    group: 'go',
    title: t('command.findTool'),
    icon: 'wrench',
    keys: ['mod+p'],
    run: () => openPalette('#'),
  },
  {
    id: 'shortcuts',
    group: 'help',
    title: t('command.shortcuts'),
    icon: 'ask',
    keys: ['?'],
    run: () => useOverlays.setState({ shortcuts: true, palette: undefined }),
  },
  {
    id: 'theme.toggle',
    group: 'view',
    title: t('command.theme'),
    icon: 'moon',
    run: () => usePreferences.setState({ theme: isDark() ? 'light' : 'dark' }),
  },
  {
    id: 'theme.system',
    group: 'view',
    title: t('command.themeSystem'),
    icon: 'sun',
    run: () => usePreferences.setState({ theme: 'system' }),
  },
  {
    id: 'sensitive.toggle',
    group: 'view',
    title: t('command.hideSensitive'),
    icon: 'eyeoff',
    keys: ['shift+mod+h'],
    run: () => usePreferences.setState((state) => ({ hideSensitive: !state.hideSensitive })),
  },
  {
    id: 'pane.next',
    group: 'view',
    title: t('command.nextPane'),
    keys: ['F6'],
    quiet: true,
    run: () => movePane(1),
  },
  {
    id: 'pane.previous',
    group: 'view',
    title: t('command.previousPane'),
    keys: ['shift+F6'],
    quiet: true,
    run: () => movePane(-1),
  },
]
