import { useState } from 'react'
import type { Result } from '../../../src-main/contract/methods.ts'
import { formatBytes, formatCount } from '../../pure/format.ts'
import { act } from '../../state/act.ts'
import { routeHash } from '../../state/route.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Confirm } from '../../widgets/confirm.tsx'
import { Dialog } from '../../widgets/dialog.tsx'
import { Ago } from '../../widgets/now.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import { TokenText } from '../../widgets/token-text.tsx'
import { SessionState } from './session-state.tsx'
import './sessions.css'

type Session = Result<'sessions.list'>['sessions'][number]
interface Chosen {
  what: 'rename' | 'delete' | 'files' | 'state'
  session: Session
}

/** Sessions of agents: what each keeps between its runs. */
export function Sessions() {
  const sessions = useQuery('sessions.list', {}, ['runs'])
  const [chosen, setChosen] = useState<Chosen>()
  const close = () => setChosen(undefined)
  return (
    <main id="main" className="page">
      <div className="page-in">
        <ScreenHeading>{t('screen.sessions')}</ScreenHeading>
        <QueryView query={sessions} title={t('sessions.failed')}>
          {(data) =>
            data.sessions.length === 0 ? (
              <Empty icon="clock" title={t('sessions.empty.title')}>
                <p>{t('sessions.empty.text')}</p>
              </Empty>
            ) : (
              <div className="panel">
                <div className="in">
                  <table className="plain-table">
                    <thead>
                      <tr>
                        <th scope="col">{t('sessions.session')}</th>
                        <th scope="col">{t('runs.column.client')}</th>
                        <th scope="col" className="right">
                          {t('screen.runs')}
                        </th>
                        <th scope="col" className="right">
                          {t('sessions.state')}
                        </th>
                        <th scope="col" className="right">
                          {t('sessions.lastUsed')}
                        </th>
                        <th scope="col">
                          <span className="vh">{t('sessions.actions')}</span>
                        </th>
                      </tr>
                    </thead>
                    <tbody>
                      {data.sessions.map((session) => (
                        <tr key={session.id}>
                          <td className="session-title">
                            <a href={routeHash('runs', '', { filter: `session:${session.id}` })}>
                              {session.title === '' ? session.id : session.title}
                            </a>{' '}
                            <span className="faint small mono">{session.id}</span>
                          </td>
                          <td>{session.client}</td>
                          <td className="right num">{formatCount(session.runs)}</td>
                          <td className="right num">{formatBytes(session.stateBytes)}</td>
                          <td className="right muted">
                            <Ago time={session.lastUsed} />
                          </td>
                          <td aria-label={t('sessions.actions')}>
                            <div className="row">
                              <button
                                type="button"
                                className="btn ghost sm"
                                disabled={session.stateBytes === 0}
                                onClick={() => setChosen({ what: 'state', session })}
                              >
                                {t('sessions.state')}
                              </button>
                              <button
                                type="button"
                                className="btn ghost sm"
                                onClick={() => setChosen({ what: 'files', session })}
                              >
                                {t('sessions.files')}
                              </button>
                              <button
                                type="button"
                                className="btn ghost sm"
                                onClick={() => setChosen({ what: 'rename', session })}
                              >
                                {t('sessions.rename')}
                              </button>
                              <button
                                type="button"
                                className="btn ghost sm"
                                onClick={() => act('sessions.fork', { id: session.id }, sessions.reload)}
                              >
                                {t('sessions.fork')}
                              </button>
                              <button
                                type="button"
                                className="btn ghost sm"
                                onClick={() => setChosen({ what: 'delete', session })}
                              >
                                {t('sessions.delete')}
                              </button>
                            </div>
                          </td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </div>
              </div>
            )
          }
        </QueryView>
      </div>
      {chosen?.what === 'rename' ? (
        <Rename session={chosen.session} onClose={close} onDone={sessions.reload} />
      ) : chosen?.what === 'state' ? (
        <SessionState session={chosen.session} onClose={close} />
      ) : chosen?.what === 'files' ? (
        <Files session={chosen.session} onClose={close} />
      ) : chosen?.what === 'delete' ? (
        <Confirm
          title={t('sessions.deleteTitle', { id: chosen.session.id })}
          text={t('sessions.deleteText')}
          action={t('sessions.delete')}
          onClose={close}
          onConfirm={() => act('sessions.delete', { id: chosen.session.id }, sessions.reload)}
        />
      ) : null}
    </main>
  )
}

function Rename({ session, onClose, onDone }: { session: Session; onClose: () => void; onDone: () => void }) {
  const [title, setTitle] = useState(session.title)
  return (
    <Dialog title={t('sessions.rename')} onClose={onClose}>
      <form
        className="approval"
        onSubmit={(event) => {
          event.preventDefault()
          act('sessions.rename', { id: session.id, title: title.trim() }, onDone)
          onClose()
        }}
      >
        <label className="field">
          <span>{t('sessions.name')}</span>
          <input
            className="input"
            data-autofocus
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        </label>
        <div className="sheet-actions">
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="submit" className="btn primary">
            {t('sessions.rename')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function Files({ session, onClose }: { session: Session; onClose: () => void }) {
  const files = useQuery('sessions.files', { id: session.id })
  const [path, setPath] = useState<string>()
  const file = useQuery('sessions.file', path === undefined ? null : { id: session.id, path })
  return (
    <Dialog title={t('sessions.filesOf', { id: session.id })} onClose={onClose} wide>
      <div className="approval">
        <QueryView query={files} title={t('sessions.filesFailed')} rows={4}>
          {(data) =>
            data.files.length === 0 ? (
              <p className="muted">{t('sessions.noFiles')}</p>
            ) : (
              <ul className="session-files">
                {data.files.map((one) => (
                  <li key={one.path}>
                    <button
                      type="button"
                      className="btn ghost sm"
                      aria-pressed={one.path === path}
                      onClick={() => setPath(one.path)}
                    >
                      <span className="mono ellip">{one.path}</span>
                      <span className="num">{formatBytes(one.size)}</span>
                      <Ago time={one.modifiedAt} />
                    </button>
                  </li>
                ))}
              </ul>
            )
          }
        </QueryView>
        {path === undefined ? null : (
          <QueryView query={file} title={t('sessions.filesFailed')} rows={6}>
            {(data) => (
              <pre className="block sensitive" tabIndex={0} role="region" aria-label={path}>
                <TokenText text={data.text} />
              </pre>
            )}
          </QueryView>
        )}
      </div>
    </Dialog>
  )
}
