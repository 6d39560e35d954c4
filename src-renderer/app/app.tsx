import { useEffect } from 'react'
import { useAnnouncement } from '../state/announce.ts'
import { useCommands } from '../state/commands.ts'
import { useOverlays } from '../state/overlays.ts'
import { useRoute } from '../state/route.ts'
import { t } from '../text/t.ts'
import { ActivityBar } from './activity-bar.tsx'
import { ApprovalSheet } from './approval-sheet.tsx'
import { ConnectionStrip } from './connection-strip.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { NoticeStrip } from './notice-strip.tsx'
import { Palette } from './palette.tsx'
import { Screen, screenTitle } from './screen.tsx'
import { shellCommands } from './shell-commands.ts'
import { ShortcutOverlay } from './shortcut-overlay.tsx'
import { StatusBar } from './status-bar.tsx'
import { TitleBar } from './title-bar.tsx'

/** The frame around all screens. */
export function App() {
  const route = useRoute()
  const palette = useOverlays((state) => state.palette)
  const shortcuts = useOverlays((state) => state.shortcuts)
  const announcement = useAnnouncement((state) => state.text)
  // A run is a place of its own; what is chosen inside another screen is not.
  const place = route.screen === 'run' ? `run/${route.path}` : route.screen
  useCommands(shellCommands)

  useEffect(() => {
    document.title = t('app.title', { screen: screenTitle(route.screen) })
    // After navigation the focus is at the new screen's heading, not lost with the old screen.
    const frame = requestAnimationFrame(() => {
      if (document.querySelector('dialog[open]') === null)
        document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [route.screen, place])

  return (
    <>
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          document.querySelector<HTMLElement>('main h1')?.focus()
        }}
      >
        {t('app.skip')}
      </a>
      <div className="app">
        <TitleBar />
        <ActivityBar />
        <div className="body">
          <div className="strips">
            <ConnectionStrip />
            <NoticeStrip />
          </div>
          <ErrorBoundary key={place}>
            <Screen route={route} />
          </ErrorBoundary>
        </div>
        <StatusBar />
      </div>
      <ApprovalSheet />
      {palette === undefined ? null : <Palette start={palette} />}
      {shortcuts ? <ShortcutOverlay /> : null}
      <div className="vh" role="status" aria-live="polite">
        {announcement}
      </div>
    </>
  )
}
