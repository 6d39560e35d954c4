import { showKeys } from '../pure/keys.ts'
import { act } from '../state/act.ts'
import { announce } from '../state/announce.ts'
import { useCommands } from '../state/commands.ts'
import { openPalette } from '../state/overlays.ts'
import { isMac } from '../state/platform.ts'
import { isDark, usePreferences } from '../state/preferences.ts'
import { useQuery } from '../state/use-query.ts'
import { t } from '../text/t.ts'
import { Icon, Mark } from '../widgets/icon.tsx'

/** Name, palette button, and what concerns every screen. */
export function TitleBar() {
  const { hideSensitive, theme } = usePreferences()
  const dark = isDark()
  return (
    <header className="titlebar">
      <div className={`brand${window.athena !== undefined && isMac ? ' traffic' : ''}`}>
        <Mark />
        Athena
      </div>
      <button
        className="palette"
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
        onClick={() => openPalette()}
      >
        <Icon name="search" />
        <span className="grow ellip left">{t('app.search')}</span>
        <kbd>{showKeys('mod+k', isMac)}</kbd>
      </button>
      <div className="end">
        <PauseAgents />
        <button
          type="button"
          className="btn ghost sm"
          aria-pressed={hideSensitive}
          title={t('app.hideSensitiveHint')}
          onClick={() => usePreferences.setState({ hideSensitive: !hideSensitive })}
        >
          <Icon name={hideSensitive ? 'eyeoff' : 'eye'} />
          <span className="hide-narrow">{t('app.hideSensitive')}</span>
          <span className="vh show-narrow-text">{t('app.hideSensitive')}</span>
        </button>
        <button
          type="button"
          className="btn ghost icon sm"
          aria-label={t('app.theme', { theme: t(`theme.${theme}`) })}
          title={t('app.theme', { theme: t(`theme.${theme}`) })}
          onClick={() => usePreferences.setState({ theme: dark ? 'light' : 'dark' })}
        >
          <Icon name={dark ? 'moon' : 'sun'} />
        </button>
      </div>
    </header>
  )
}

/** Stops agents from starting anything, at once; what runs goes on. */
function PauseAgents() {
  const settings = useQuery('settings.list', {}, ['host'])
  const paused = settings.data?.settings.find((one) => one.name === 'agents.paused')?.value === true
  useCommands([
    {
      id: 'agents.pause',
      group: 'run',
      title: paused ? t('app.resumeAgents') : t('app.pauseAgents'),
      icon: paused ? 'play' : 'pause',
      run: toggle,
    },
  ])
  function toggle(): void {
    act('settings.set', { name: 'agents.paused', value: !paused }, () => {
      announce(paused ? t('app.agentsResumed') : t('app.agentsPaused'))
      settings.reload()
    })
  }
  return (
    <button
      type="button"
      className={`btn ghost sm${paused ? ' paused' : ''}`}
      aria-pressed={paused}
      title={t('app.pauseHint')}
      disabled={settings.data === undefined}
      onClick={toggle}
    >
      <Icon name={paused ? 'play' : 'pause'} />
      <span className="hide-narrow">{paused ? t('app.resumeAgents') : t('app.pauseAgents')}</span>
      <span className="vh show-narrow-text">{paused ? t('app.resumeAgents') : t('app.pauseAgents')}</span>
    </button>
  )
}
