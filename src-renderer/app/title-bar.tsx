import { showKeys } from '../pure/keys.ts'
import { openPalette } from '../state/overlays.ts'
import { isMac } from '../state/platform.ts'
import { isDark, usePreferences } from '../state/preferences.ts'
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
