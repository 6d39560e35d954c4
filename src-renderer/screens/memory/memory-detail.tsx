import { useEffect, useId, useState } from 'react'
import { readMemories } from '../../pure/memories.ts'
import type { MemoryItem } from '../../pure/memories.ts'
import { formatTime } from '../../pure/format.ts'
import { routeHash, setQuery } from '../../state/route.ts'
import { t } from '../../text/t.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { Ago } from '../../widgets/now.tsx'
import { QueryView } from '../../widgets/states.tsx'
import { TokenText } from '../../widgets/token-text.tsx'
import { signalName } from './memories.tsx'
import { useUndo } from './undo.ts'
import { useMemory, writeMemory } from './use-memory.ts'

interface Operation {
  opId: string
  at: string
  operation: string
  client: string
  execution?: string
  undoneBy?: string
}

interface Explanation {
  reason: string
  rank?: number
  rankNow?: number
}

/** One memory: what it says, why it was found, where it came from, and what can be done with it. */
export function MemoryDetail({ item, readOnly }: { item: MemoryItem; readOnly: boolean }) {
  const journal = useMemory<Operation[]>('meta/audit', { id: item.id, limit: 50 })
  const undo = useUndo((state) => state.last)
  useEffect(() => {
    if (undo !== undefined) journal.reload()
  }, [undo])
  const [editing, setEditing] = useState(false)
  const [pinned, setPinned] = useState(false)
  const why = useMemory<Explanation>(
    'meta/explain',
    item.recallId === undefined ? null : { recallId: item.recallId, memoryId: item.id },
  )
  const most = Math.max(...item.signals.map((signal) => Math.abs(signal.value)), 0.0001)
  async function remove(): Promise<void> {
    const done =
      item.layer === 'episodic'
        ? await writeMemory('episodic/forget', { ids: [item.id] }, t('memory.removed'))
        : await writeMemory('semantic/delete', { id: item.id }, t('memory.removed'))
    if (done !== undefined) setQuery({ id: '' })
  }
  return (
    <>
      <div className="pane-head">
        <h2 className="grow">{item.layer === 'episodic' ? t('memory.event') : item.kind}</h2>
        <button
          type="button"
          className="btn ghost icon sm show-narrow"
          aria-label={t('action.close')}
          onClick={() => setQuery({ id: '' })}
        >
          <Icon name="x" />
        </button>
        <CopyButton text={item.content} iconOnly />
      </div>
      <div className="pane-body">
        <div className="section">
          {editing ? (
            <EditBelief item={item} onClose={() => setEditing(false)} />
          ) : (
            <p className="memory-full sensitive">
              <TokenText text={item.content} />
            </p>
          )}
          {readOnly || editing ? null : (
            <div className="row actions">
              {item.layer === 'semantic' ? (
                <button type="button" className="btn sm" onClick={() => setEditing(true)}>
                  {t('memory.edit')}
                </button>
              ) : null}
              <button
                type="button"
                className="btn sm"
                aria-pressed={pinned}
                onClick={() => {
                  const level = pinned ? 'off' : 'always'
                  void writeMemory(
                    'meta/pin',
                    { id: item.id, level },
                    t(pinned ? 'memory.unpinned' : 'memory.pinned'),
                  ).then((done) => {
                    if (done !== undefined) setPinned(!pinned)
                  })
                }}
              >
                <Icon name="pin" small />
                {pinned ? t('memory.unpin') : t('memory.pin')}
              </button>
              <button type="button" className="btn sm" onClick={() => void remove()}>
                <Icon name="trash" small />
                {item.layer === 'semantic' ? t('memory.wrong') : t('memory.forget')}
              </button>
            </div>
          )}
          {item.layer === 'episodic' && !readOnly ? (
            <p className="faint small hint">{t('memory.verbatim')}</p>
          ) : null}
        </div>
        {item.signals.length === 0 ? null : (
          <div className="section">
            <h3>{t('memory.why')}</h3>
            <ul className="signals">
              {item.signals.map((signal) => (
                <li key={signal.name}>
                  <span>{signalName(signal.name)}</span>
                  <span className="meter" aria-hidden="true">
                    <i style={{ width: `${(Math.abs(signal.value) / most) * 100}%` }} />
                  </span>
                  <span className="num right">{signal.value.toFixed(3)}</span>
                </li>
              ))}
            </ul>
            {why.data === undefined ? null : <p className="small muted hint">{why.data.reason}</p>}
          </div>
        )}
        <div className="section">
          <h3>{t('memory.about')}</h3>
          <dl className="dl">
            {item.at === undefined ? null : (
              <>
                <dt>{t('memory.when')}</dt>
                <dd>{formatTime(item.at)}</dd>
              </>
            )}
            {item.facts.map((fact) => (
              <Fact key={fact.name} name={fact.name} value={fact.value} />
            ))}
            {item.tags.length === 0 ? null : <Fact name="tags" value={item.tags.join(', ')} />}
            <Fact name="scope" value={item.scope} />
            <Fact name="id" value={item.id} />
          </dl>
        </div>
        {item.layer === 'semantic' ? <History id={item.id} /> : null}
        <div className="section">
          <h3>{t('memory.journal')}</h3>
          <QueryView query={journal} title={t('memory.journalFailed')} rows={2}>
            {(list) => (
              <ul className="journal">
                {list.map((one) => (
                  <li key={one.opId}>
                    <code className="ellip">{one.operation}</code>
                    {one.execution === undefined || one.execution === '' ? (
                      <span className="muted ellip">{one.client}</span>
                    ) : (
                      <a className="ellip" href={routeHash('run', one.execution)}>
                        {t('memory.byRun', { client: one.client })}
                      </a>
                    )}
                    <span className="faint right">
                      {one.undoneBy === undefined ? <Ago time={Date.parse(one.at)} /> : t('memory.wasUndone')}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </QueryView>
        </div>
      </div>
    </>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className={name === 'id' || name === 'session' ? 'mono small' : ''}>
        <TokenText text={value} />
      </dd>
    </>
  )
}

/** A belief is replaced, never overwritten: the old one stays in its history. */
function EditBelief({ item, onClose }: { item: MemoryItem; onClose: () => void }) {
  const id = useId()
  const [text, setText] = useState(item.content)
  const [reason, setReason] = useState('')
  return (
    <form
      className="edit-belief"
      onSubmit={(event) => {
        event.preventDefault()
        void writeMemory(
          'semantic/update',
          { id: item.id, statement: text.trim(), ...(reason.trim() === '' ? {} : { reason: reason.trim() }) },
          t('memory.corrected'),
        ).then((done) => {
          if (done === undefined) return
          onClose()
          const next = done['newId']
          if (typeof next === 'string') setQuery({ id: next })
        })
      }}
    >
      <label className="field" htmlFor={`${id}-text`}>
        <span>{t('memory.right')}</span>
        <textarea
          id={`${id}-text`}
          className="input"
          rows={4}
          required
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <label className="field" htmlFor={`${id}-reason`}>
        <span>{t('memory.reason')}</span>
        <input
          id={`${id}-reason`}
          className="input"
          value={reason}
          maxLength={2000}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <div className="row">
        <button
          type="submit"
          className="btn sm primary"
          disabled={text.trim() === '' || text.trim() === item.content}
        >
          {t('memory.replace')}
        </button>
        <button type="button" className="btn sm" onClick={onClose}>
          {t('action.cancel')}
        </button>
      </div>
    </form>
  )
}

/** How a belief came to be: each version, when it was held, and why it ended. */
function History({ id }: { id: string }) {
  const history = useMemory<unknown>('semantic/history', { id })
  return (
    <div className="section">
      <h3>{t('memory.history')}</h3>
      <QueryView query={history} title={t('memory.historyFailed')} rows={2}>
        {(data) => (
          <ol className="versions">
            {readMemories(data, 'semantic').map((version) => (
              <li key={version.id} aria-current={version.id === id}>
                <span className={version.ended === undefined ? 'sensitive' : 'sensitive ended'}>
                  <TokenText text={version.content} />
                </span>
                <span className="faint small">
                  {version.at === undefined ? '' : formatTime(version.at)}
                  {version.ended === undefined
                    ? ` · ${t('memory.heldNow')}`
                    : ` · ${t('memory.endedBy', { by: version.ended.by })}${version.ended.reason === '' ? '' : `: ${version.ended.reason}`}`}
                </span>
              </li>
            ))}
          </ol>
        )}
      </QueryView>
    </div>
  )
}
