import { showKeys } from '../pure/keys.ts'
import { isMac } from '../state/platform.ts'
import { routeHash, useRoute } from '../state/route.ts'
import type { ScreenName } from '../state/route.ts'
import { t } from '../text/t.ts'
import { Icon } from '../widgets/icon.tsx'
import type { IconName } from '../widgets/icon.tsx'

/** Screens of the activity bar, with their digit. */
export const mainScreens: readonly { screen: ScreenName; icon: IconName; keys: string }[] = [
  { screen: 'home', icon: 'home', keys: 'mod+1' },
  { screen: 'tools', icon: 'tools', keys: 'mod+2' },
  { screen: 'editor', icon: 'editor', keys: 'mod+3' },
  { screen: 'runs', icon: 'runs', keys: 'mod+4' },
  { screen: 'vault', icon: 'vault', keys: 'mod+5' },
  { screen: 'memory', icon: 'memory', keys: 'mod+6' },
  { screen: 'savings', icon: 'savings', keys: 'mod+7' },
  { screen: 'connect', icon: 'connect', keys: 'mod+8' },
]

/** Screens that belong to another one of the bar. */
const parents: Partial<Record<ScreenName, ScreenName>> = {
  run: 'runs',
  compare: 'runs',
  sessions: 'runs',
  skills: 'runs',
  servers: 'tools',
  logs: 'settings',
}

/** Way between the screens. */
export function ActivityBar() {
  const screen = useRoute((route) => route.screen)
  const current = parents[screen] ?? screen
  return (
    <nav className="activity" aria-label={t('app.screens')}>
      {mainScreens.map((item) => (
        <a
          key={item.screen}
          href={routeHash(item.screen)}
          aria-current={item.screen === current ? 'page' : undefined}
          title={`${t(`screen.${item.screen}`)} (${showKeys(item.keys, isMac)})`}
        >
          <Icon name={item.icon} />
          <span>{t(`screen.${item.screen}`)}</span>
        </a>
      ))}
      <a
        href={routeHash('settings')}
        className="push"
        aria-current={current === 'settings' ? 'page' : undefined}
        title={`${t('screen.settings')} (${showKeys('mod+,', isMac)})`}
      >
        <Icon name="settings" />
        <span>{t('screen.settings')}</span>
      </a>
    </nav>
  )
}
