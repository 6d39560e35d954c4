import { useCallback, useEffect, useMemo, useState } from 'react'
import { host } from '../../link/host.ts'
import { act } from '../../state/act.ts'
import { announce } from '../../state/announce.ts'
import { useCommands } from '../../state/commands.ts'
import { useNotice } from '../../state/notice.ts'
import { navigate, setQuery, useRoute } from '../../state/route.ts'
import { download } from '../../state/run-export.ts'
import { asWireError, useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { FacetButton, FacetGroup } from '../../widgets/facets.tsx'
import { focusFilter } from '../../widgets/filter-field.tsx'
import { Icon } from '../../widgets/icon.tsx'
import type { IconName } from '../../widgets/icon.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import { Tabs } from '../../widgets/tabs.tsx'
import { copyValue } from './copy-value.ts'
import { EntryPage } from './entry-page.tsx'
import { UnlockDialog } from './unlock-dialog.tsx'
import { entryId, VaultGrid } from './vault-grid.tsx'
import type { Entry } from './vault-grid.tsx'
import { VaultRules } from './vault-rules.tsx'
import { VaultTrail } from './vault-trail.tsx'
import './vault.css'

const kindIcons: Record<string, IconName> = {
  EMAIL: 'mail',
  PHONE: 'phone',
  NAME: 'user',
  PERSON: 'user',
  ADDRESS: 'place',
  STREET_ADDRESS: 'place',
  CARD: 'card',
  IBAN: 'card',
  SECRET: 'key',
  API_KEY: 'key',
}
const pageSize = 500
const tabs = ['tokens', 'rules'] as const

/** Which vault tokens exist and what they stand for, masked. The page never has a value that was not asked for. */
export function Vault() {
  const query = useRoute((route) => route.query)
  const kind = query.get('kind') ?? ''
  const kept = query.get('kept') ?? ''
  const went = query.get('went') ?? ''
  const search = query.get('q') ?? ''
  const tab = tabs.find((one) => one === query.get('tab')) ?? 'tokens'
  const page = useQuery('vault.page', { limit: pageSize, ...(kind === '' ? {} : { kind }) }, ['vault'])
  const counts = useQuery('vault.counts', {}, ['vault'])
  const status = useQuery('vault.status', {}, ['vault'])
  const locked = status.data?.locked !== false
  const [typed, setTyped] = useState(search)
  const [selected, setSelected] = useState<string>()
  const more = useMore(page.data?.entries, kind)
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed !== search) setQuery({ q: typed })
    }, 150)
    return () => clearTimeout(timer)
  }, [typed, search])
  const [asksPassphrase, setAsksPassphrase] = useState(false)
  function toggleLock(): void {
    if (locked && status.data?.passphrase === 'set') return setAsksPassphrase(true)
    host
      .call(locked ? 'vault.unlock' : 'vault.lock', {})
      .then(status.reload, (error: unknown) => useNotice.setState({ notice: asWireError(error) }))
  }
  const entries = more.entries
  const shown = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean)
    return (entries ?? []).filter(
      (entry) =>
        (kept === '' || (kept === 'longer') === (entry.persistent || entry.session === null)) &&
        (went === '' || (went === 'tool') === entry.uses > 0) &&
        words.every((word) =>
          `${entry.token} ${entry.kind} ${entry.source} ${entry.session ?? ''}`.toLowerCase().includes(word),
        ),
    )
  }, [entries, kept, went, search])
  const current = shown.find((entry) => entryId(entry) === selected)
  const audit = useQuery(
    'vault.audit',
    current === undefined
      ? null
      : {
          token: current.token,
          limit: 100,
          ...(current.session === null ? {} : { session: current.session }),
        },
    ['vault'],
  )
  useVaultCommands(current, locked, toggleLock)
  const facet = (name: 'kept' | 'went', value: string, now: string, icon: IconName, label: string) => (
    <FacetButton
      icon={icon}
      label={label}
      on={now === value}
      onClick={() => setQuery({ [name]: now === value ? '' : value })}
    />
  )
  const total = counts.data?.total ?? 0

  return (
    <main id="main" className={`vault${tab === 'rules' ? ' wide' : ''}`}>
      {asksPassphrase ? (
        <UnlockDialog
          onClose={() => setAsksPassphrase(false)}
          onUnlocked={() => {
            setAsksPassphrase(false)
            status.reload()
          }}
        />
      ) : null}
      <nav className="pane list-pane fac" aria-label={t('vault.kinds')}>
        <FacetGroup title={t('vault.kinds')}>
          <FacetButton
            icon="shield"
            label={t('vault.all')}
            count={total}
            on={kind === ''}
            onClick={() => setQuery({ kind: '' })}
          />
          {(counts.data?.kinds ?? []).map((one) => (
            <FacetButton
              key={one.value}
              icon={kindIcons[one.value] ?? 'pin'}
              label={one.value.toLowerCase().replaceAll('_', ' ')}
              count={one.count}
              on={kind === one.value}
              onClick={() => setQuery({ kind: kind === one.value ? '' : one.value })}
            />
          ))}
        </FacetGroup>
        <FacetGroup title={t('vault.kept')}>
          {facet('kept', 'session', kept, 'clock', t('vault.session'))}
          {facet('kept', 'longer', kept, 'memory', t('vault.longer'))}
        </FacetGroup>
        <FacetGroup title={t('vault.wentTo')}>
          {facet('went', 'nowhere', went, 'shieldok', t('vault.nowhere'))}
          {facet('went', 'tool', went, 'server', t('vault.aTool'))}
        </FacetGroup>
        <a className="btn test-text" href="#/home/demo">
          <Icon name="search" />
          {t('vault.testText')}
        </a>
      </nav>
      <header className="screen-head">
        <ScreenHeading>{t('screen.vault')}</ScreenHeading>
        <div className="filter grow" role="search">
          <Icon name="filter" />
          <input
            type="text"
            data-filter
            aria-label={t('vault.filter')}
            placeholder={t('vault.filterHint')}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setTyped('')
            }}
          />
          <span className="count">
            {entries === undefined ? '' : t('vault.count', { shown: shown.length, count: total })}
          </span>
        </div>
        <button type="button" className="btn hide-narrow" onClick={() => void exportAudit()}>
          <Icon name="export" />
          {t('vault.exportAudit')}
        </button>
        <button
          type="button"
          className={`btn${locked ? ' primary' : ''}`}
          disabled={status.data === undefined}
          onClick={toggleLock}
        >
          <Icon name={locked ? 'unlock' : 'vault'} />
          {locked ? t('vault.unlock') : t('vault.lock')}
        </button>
      </header>
      <section className="pane mid" aria-label={t('screen.vault')}>
        {status.data !== undefined && locked ? (
          <p className="strip-note locked">
            <Icon name="vault" small />
            <span className="grow">{t('vault.lockedNote', { count: total })}</span>
          </p>
        ) : null}
        <Tabs
          label={t('vault.views')}
          items={tabs.map((id) => ({ id, label: t(`vault.tab.${id}`) }))}
          value={tab}
          onChange={(next) => setQuery({ tab: next === 'tokens' ? '' : next })}
        >
          {tab === 'rules' ? (
            <VaultRules />
          ) : (
            <QueryView query={page} title={t('vault.failed')} rows={14}>
              {() =>
                total === 0 && (entries ?? []).length === 0 ? (
                  <Empty
                    icon="vault"
                    title={t('vault.empty.title')}
                    action={
                      <a className="btn primary" href="#/home/demo">
                        {t('home.demo')}
                      </a>
                    }
                  >
                    <p>{t('vault.empty.text')}</p>
                  </Empty>
                ) : shown.length === 0 ? (
                  <Empty
                    icon="filter"
                    title={t('vault.none.title')}
                    action={
                      <button
                        type="button"
                        className="btn"
                        onClick={() => {
                          setTyped('')
                          setQuery({ q: '', kind: '', kept: '', went: '' })
                        }}
                      >
                        {t('filter.clear')}
                      </button>
                    }
                  />
                ) : (
                  <VaultGrid entries={shown} selected={selected} onSelect={setSelected} onMore={more.load} />
                )
              }
            </QueryView>
          )}
        </Tabs>
        {tab === 'tokens' && current !== undefined ? <VaultTrail entry={current} audit={audit} /> : null}
        <p className="note pad honest">
          <Icon name="shieldok" small />
          <span>
            {t('vault.honest')} {status.data?.protection}
          </span>
        </p>
      </section>
      {tab === 'rules' ? null : <EntryPage entry={current} locked={locked} />}
    </main>
  )
}

/** The entries of the first page and of those that were asked for since. */
function useMore(first: readonly Entry[] | undefined, kind: string) {
  const [rest, setRest] = useState<{ kind: string; entries: readonly Entry[]; done: boolean }>({
    kind,
    entries: [],
    done: false,
  })
  const mine = rest.kind === kind ? rest : { kind, entries: [], done: false }
  const entries = useMemo(() => {
    if (first === undefined) return undefined
    const known = new Set(first.map(entryId))
    return [...first, ...mine.entries.filter((entry) => !known.has(entryId(entry)))]
  }, [first, mine.entries])
  const last = entries?.at(-1)
  const load = useCallback(() => {
    if (last === undefined) return
    act(
      'vault.page',
      { limit: pageSize, before: last.token, ...(kind === '' ? {} : { kind }) },
      ({ entries: next }) =>
        setRest((old) => ({
          kind,
          entries: old.kind === kind ? [...old.entries, ...next] : next,
          done: next.length < pageSize,
        })),
    )
  }, [last, kind])
  const full = (first?.length ?? 0) >= pageSize && !mine.done
  return { entries, load: full ? load : undefined }
}

function useVaultCommands(current: Entry | undefined, locked: boolean, toggleLock: () => void): void {
  useCommands([
    {
      id: 'vault.lock',
      group: 'run',
      title: t('command.lockVault'),
      icon: 'vault',
      keys: ['shift+mod+l'],
      run: toggleLock,
    },
    {
      id: 'vault.filter',
      group: 'view',
      title: t('command.filter'),
      icon: 'filter',
      keys: ['/'],
      run: focusFilter,
    },
    {
      id: 'vault.copyValue',
      group: 'run',
      title: t('vault.copyValue'),
      icon: 'copy',
      keys: ['mod+c'],
      // What is selected as text is copied as text.
      when: () => current !== undefined && !locked && getSelection()?.isCollapsed !== false && inGrid(),
      run: () => current && copyValue(current.token),
    },
    {
      id: 'vault.copyToken',
      group: 'run',
      title: t('vault.copyToken'),
      icon: 'copy',
      keys: ['shift+mod+c'],
      when: () => current !== undefined && inGrid(),
      run: () =>
        current && void navigator.clipboard.writeText(current.token).then(() => announce(t('action.copied'))),
    },
    {
      id: 'vault.rules',
      group: 'go',
      title: t('vault.rules'),
      icon: 'shield',
      run: () => navigate('vault', '', { tab: 'rules' }),
    },
  ])
}

function inGrid(): boolean {
  return document.activeElement?.closest('[role="grid"]') !== null
}

/** Saves what the audit holds, without values, as lines of JSON. */
async function exportAudit(): Promise<void> {
  const lines: string[] = []
  try {
    let before: number | undefined
    do {
      const page = await host.call('vault.audit', { limit: 500, ...(before === undefined ? {} : { before }) })
      lines.push(...page.entries.map((entry) => JSON.stringify(entry)))
      before = page.entries.length === 500 ? page.entries.at(-1)?.id : undefined
    } while (before !== undefined && lines.length < 100_000)
    download('athena-vault-audit.ndjson', `${lines.join('\n')}\n`, 'application/x-ndjson')
  } catch (error) {
    useNotice.setState({ notice: asWireError(error) })
  }
}
