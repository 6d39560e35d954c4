import { host } from '../../link/host.ts'
import { announce } from '../../state/announce.ts'
import { useNotice } from '../../state/notice.ts'
import { setQuery, useRoute } from '../../state/route.ts'
import { asWireError } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { Tabs } from '../../widgets/tabs.tsx'
import { Backups } from './backups.tsx'
import { Graph } from './graph.tsx'
import { Memories } from './memories.tsx'
import { Review } from './review.tsx'
import { Tables } from './tables.tsx'
import { Tasks } from './tasks.tsx'
import { useUndo } from './undo.ts'
import './memory.css'

const tabs = ['memories', 'graph', 'tasks', 'review', 'tables', 'backups'] as const
type Tab = (typeof tabs)[number]

/** What agents remember: to see, search, correct and prune, and the file it is all in. */
export function Memory() {
  const asked = useRoute((route) => route.query.get('tab'))
  const tab: Tab = tabs.find((one) => one === asked) ?? 'memories'
  return (
    <main id="main" className="memoryx">
      <div className="screen-head">
        <ScreenHeading>{t('screen.memory')}</ScreenHeading>
        <span className="muted small ellip">{t('memory.lead')}</span>
      </div>
      <UndoStrip />
      <Tabs
        label={t('memory.views')}
        items={tabs.map((id) => ({ id, label: t(`memory.tab.${id}`) }))}
        value={tab}
        onChange={(next) => setQuery({ tab: next === 'memories' ? '' : next })}
      >
        {tab === 'memories' ? (
          <Memories />
        ) : tab === 'graph' ? (
          <Graph />
        ) : tab === 'tasks' ? (
          <Tasks />
        ) : tab === 'review' ? (
          <Review />
        ) : tab === 'tables' ? (
          <Tables />
        ) : (
          <Backups />
        )}
      </Tabs>
    </main>
  )
}

/** What was done last, and the way back. */
function UndoStrip() {
  const last = useUndo((state) => state.last)
  if (last === undefined) return null
  const { opId } = last
  return (
    <div className="strip-note info">
      <Icon name="check" small />
      <span className="grow">{last.text}</span>
      {opId === undefined ? null : (
        <button
          type="button"
          className="btn sm"
          onClick={() => {
            host.call('memory.call', { operation: 'meta/undo', args: { opId } }).then(
              () => {
                announce(t('memory.undone'))
                useUndo.setState({ last: { text: t('memory.undone') } })
              },
              (error: unknown) => useNotice.setState({ notice: asWireError(error) }),
            )
          }}
        >
          {t('memory.undo')}
        </button>
      )}
      <button
        type="button"
        className="btn ghost icon sm"
        aria-label={t('action.close')}
        onClick={() => useUndo.setState({ last: undefined })}
      >
        <Icon name="x" />
      </button>
    </div>
  )
}
