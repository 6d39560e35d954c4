import { useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import type { ServerRow } from '../../../src-main/contract/methods.ts'
import { host } from '../../link/host.ts'
import { splitCommand } from '../../pure/command-line.ts'
import { formatEstimate } from '../../pure/format.ts'
import { act } from '../../state/act.ts'
import { announce } from '../../state/announce.ts'
import { useNotice } from '../../state/notice.ts'
import { routeHash } from '../../state/route.ts'
import { asWireError, useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Confirm } from '../../widgets/confirm.tsx'
import { Dialog } from '../../widgets/dialog.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { Switch } from '../../widgets/switch.tsx'
import { ServerChanges, ServerLog } from './server-details.tsx'
import { Coverage } from './coverage.tsx'
import { ImportServers } from './import-servers.tsx'
import './servers.css'

/** Servers whose tools agents can call through Athena: state in plain words, add, restart, remove. */
export function Servers() {
  const tree = useQuery('catalog.tree', {}, ['catalog'])
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<string>()
  const [importing, setImporting] = useState(false)
  return (
    <main id="main" className="page">
      <div className="page-in">
        <div className="row">
          <ScreenHeading className="grow">{t('screen.servers')}</ScreenHeading>
          <button type="button" className="btn" onClick={() => setImporting(true)}>
            {t('servers.import')}
          </button>
          <button type="button" className="btn primary" onClick={() => setAdding(true)}>
            <Icon name="plus" small />
            {t('tools.addServer')}
          </button>
        </div>
        <Coverage />
        <QueryView query={tree} title={t('tools.failed')}>
          {(data) => {
            const upstream = data.servers.filter((server) => server.kind === 'upstream')
            const own = data.servers.filter((server) => server.kind !== 'upstream')
            return (
              <>
                <section className="panel" aria-labelledby="servers-up">
                  <header>
                    <h2 id="servers-up">{t('servers.connected')}</h2>
                    <span className="count">{upstream.length}</span>
                  </header>
                  {upstream.length === 0 ? (
                    <Empty
                      icon="server"
                      title={t('servers.empty.title')}
                      action={
                        <>
                          <button type="button" className="btn" onClick={() => setAdding(true)}>
                            {t('tools.addServer')}
                          </button>
                          <button type="button" className="btn" onClick={() => setImporting(true)}>
                            {t('servers.import')}
                          </button>
                        </>
                      }
                    >
                      <p>{t('servers.empty.text')}</p>
                    </Empty>
                  ) : (
                    <ul className="server-list">
                      {upstream.map((server) => (
                        <ServerItem
                          key={server.name}
                          server={server}
                          onChanged={tree.reload}
                          onRemove={() => setRemoving(server.name)}
                        />
                      ))}
                    </ul>
                  )}
                </section>
                <section className="panel" aria-labelledby="servers-own">
                  <header>
                    <h2 id="servers-own">{t('servers.own')}</h2>
                    <span className="count">{own.length}</span>
                  </header>
                  <ul className="own-servers">
                    {own.map((server) => (
                      <li key={server.name}>
                        <a href={routeHash('tools', server.name)}>
                          <b className="strong">{server.name}</b>
                        </a>
                        <span className="muted ellip">{server.description}</span>
                        <span className="count right">
                          {t('servers.toolCount', { count: server.tools.length })}
                        </span>
                      </li>
                    ))}
                  </ul>
                </section>
              </>
            )
          }}
        </QueryView>
      </div>
      {adding ? (
        <AddServer
          onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false)
            tree.reload()
          }}
        />
      ) : null}
      {importing ? <ImportServers onClose={() => setImporting(false)} onDone={tree.reload} /> : null}
      {removing === undefined ? null : (
        <Confirm
          title={t('servers.removeTitle', { name: removing })}
          text={t('servers.removeText')}
          action={t('servers.remove')}
          onClose={() => setRemoving(undefined)}
          onConfirm={() => act('servers.remove', { name: removing }, tree.reload)}
        />
      )}
    </main>
  )
}

const good = /^(running|ready|connected|ok|on)$/

function ServerItem({
  server,
  onChanged,
  onRemove,
}: {
  server: ServerRow
  onChanged: () => void
  onRemove: () => void
}) {
  const [busy, setBusy] = useState(false)
  const [open, setOpen] = useState<'log' | 'changes'>()
  const on = server.tools.filter((tool) => tool.enabled)
  function restart(): void {
    setBusy(true)
    host
      .call('servers.restart', { name: server.name })
      .then(
        (result) => announce(`${server.name}: ${result.state}`),
        (error: unknown) => useNotice.setState({ notice: asWireError(error) }),
      )
      .finally(() => {
        setBusy(false)
        onChanged()
      })
  }
  return (
    <li>
      <span className={`state-word ${good.test(server.state) ? 'ok' : 'error'}`}>
        <Icon name={good.test(server.state) ? 'check' : 'warn'} small />
        {server.state}
      </span>
      <div className="grow">
        <a href={routeHash('tools', server.name)}>
          <b className="strong">{server.name}</b>
        </a>{' '}
        <span className="muted">{server.title === server.name ? '' : server.title}</span>
        <p className="muted small">
          {t('tools.serverCount', {
            count: server.tools.length,
            on: on.length,
            tokens: formatEstimate(on.reduce((sum, tool) => sum + tool.tokens, 0)),
          })}
          {server.rejected.length === 0 ? '' : ` · ${t('tools.rejected', { count: server.rejected.length })}`}
        </p>
        {server.detail === '' ? null : <p className="small">{server.detail}</p>}
        {server.command === undefined && server.url === undefined ? null : (
          <p className="mono small faint ellip">{server.command ?? server.url}</p>
        )}
      </div>
      {server.kind === 'upstream' ? (
        <div className="server-actions">
          <span className="small muted">{t('servers.trusted')}</span>
          <Switch
            label={t('servers.trustSwitch', { name: server.name })}
            on={server.trusted}
            onChange={(trusted) => act('servers.update', { name: server.name, trusted }, onChanged)}
          />
          {/sign|auth/i.test(server.state) ? (
            <button
              type="button"
              className="btn sm primary"
              onClick={() => act('servers.signIn', { name: server.name }, onChanged)}
            >
              {t('servers.signIn')}
            </button>
          ) : null}
          <button type="button" className="btn ghost sm" onClick={() => setOpen('changes')}>
            {t('servers.changes')}
          </button>
          <button type="button" className="btn ghost sm" onClick={() => setOpen('log')}>
            {t('servers.log')}
          </button>
          <button type="button" className="btn sm" disabled={busy} onClick={restart}>
            {busy ? t('servers.restarting') : t('servers.restart')}
          </button>
          <button type="button" className="btn ghost sm" onClick={onRemove}>
            {t('servers.remove')}
          </button>
        </div>
      ) : null}
      {open === 'log' ? <ServerLog name={server.name} onClose={() => setOpen(undefined)} /> : null}
      {open === 'changes' ? <ServerChanges name={server.name} onClose={() => setOpen(undefined)} /> : null}
    </li>
  )
}

function AddServer({ onClose, onAdded }: { onClose: () => void; onAdded: () => void }) {
  const [name, setName] = useState('')
  const [command, setCommand] = useState('')
  const [environment, setEnvironment] = useState('')
  const [trusted, setTrusted] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<WireError>()
  const url = /^https?:\/\//.test(command.trim())
  async function add(): Promise<void> {
    setBusy(true)
    setError(undefined)
    const [program = '', ...args] = splitCommand(command)
    const env = Object.fromEntries(
      environment
        .split('\n')
        .filter((line) => line.includes('='))
        .map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1)]),
    )
    try {
      const result = await host.call('servers.add', {
        name: name.trim(),
        trusted,
        ...(url ? { url: command.trim() } : { command: program, args }),
        ...(Object.keys(env).length === 0 ? {} : { env }),
      })
      announce(t('servers.added', { name, state: result.state, count: result.tools }))
      onAdded()
    } catch (failure) {
      setError(asWireError(failure))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog title={t('tools.addServer')} onClose={onClose}>
      <form
        className="approval"
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <label className="field">
          <span>{t('servers.name')}</span>
          <input
            className="input"
            required
            pattern="[A-Za-z][A-Za-z0-9_\-]*"
            maxLength={64}
            value={name}
            data-autofocus
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label className="field">
          <span>{t('servers.commandOrUrl')}</span>
          <input
            className="input mono"
            required
            value={command}
            spellCheck={false}
            autoComplete="off"
            placeholder="npx -y @modelcontextprotocol/server-filesystem ~/Documents"
            onChange={(event) => setCommand(event.target.value)}
          />
        </label>
        {url ? null : (
          <label className="field">
            <span>{t('servers.environment')}</span>
            <textarea
              className="input mono"
              rows={3}
              value={environment}
              spellCheck={false}
              placeholder="API_KEY=…"
              onChange={(event) => setEnvironment(event.target.value)}
            />
          </label>
        )}
        <label className="row">
          <input type="checkbox" checked={trusted} onChange={(event) => setTrusted(event.target.checked)} />
          <span>{t('servers.trust')}</span>
        </label>
        {error === undefined ? null : (
          <p className="strip-note error" role="alert">
            <span>
              {error.message} <code>{error.code}</code>
            </span>
          </p>
        )}
        <div className="sheet-actions">
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="submit" className="btn primary" disabled={busy}>
            {busy ? t('servers.adding') : t('servers.add')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
