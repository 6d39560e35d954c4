import { useState } from 'react'
import type { Result } from '../../../src-main/contract/methods.ts'
import { act } from '../../state/act.ts'
import { useCommands } from '../../state/commands.ts'
import { useHostInfo } from '../../state/host-info.ts'
import { defaultPreferences, usePreferences } from '../../state/preferences.ts'
import type { Preferences, Theme } from '../../state/preferences.ts'
import { routeHash } from '../../state/route.ts'
import { useQuery } from '../../state/use-query.ts'
import type { Query } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import type { MessageKey } from '../../text/t.ts'
import { focusFilter } from '../../widgets/filter-field.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import { Segmented } from '../../widgets/segmented.tsx'
import { Switch } from '../../widgets/switch.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { DeleteAll } from './delete-all.tsx'
import { Embedder } from './embedder.tsx'
import { OwnValues } from './own-values.tsx'
import { PolicyRules } from './policy-rules.tsx'
import { Protection } from './protection.tsx'
import { Updates } from './updates.tsx'
import './settings.css'

const themes: readonly Theme[] = ['system', 'light', 'dark']
type HostSetting = Result<'settings.list'>['settings'][number]

/** Settings of the host that are shown, with what is asked for; others appear under their own name. */
const known: Record<
  string,
  { group: Group; kind: 'switch' | 'number' | 'level'; min?: number; max?: number; initial: unknown }
> = {
  'agents.paused': { group: 'runs', kind: 'switch', initial: false },
  'network.localOnly': { group: 'runs', kind: 'switch', initial: false },
  'runs.perMinute': { group: 'runs', kind: 'number', min: 1, max: 1_000_000, initial: 100 },
  'runs.retentionDays': { group: 'runs', kind: 'number', min: 1, max: 3650, initial: 30 },
  'sandbox.acceptedLevel': { group: 'sandbox', kind: 'level', initial: 'kernel-enforced' },
  'sandbox.strict': { group: 'sandbox', kind: 'switch', initial: false },
  'sandbox.poolSize': { group: 'sandbox', kind: 'number', min: 1, max: 10, initial: 2 },
  'sandbox.poolMax': { group: 'sandbox', kind: 'number', min: 1, max: 10, initial: 10 },
}
const groups = ['look', 'runs', 'sandbox', 'other'] as const
type Group = (typeof groups)[number]
const levels = ['kernel-enforced', 'reduced', 'none'] as const

/** One row, wherever its value is kept. */
interface SettingRow {
  name: string
  group: Group
  title: string
  hint: string
  changed: boolean
  reset: () => void
  control: React.ReactNode
}

/** Every choice in one list with a search; what differs from its default is marked and goes back by one click. */
export function Settings() {
  const preferences = usePreferences()
  const settings = useQuery('settings.list', {}, ['host'])
  const [text, setText] = useState('')
  const [changedOnly, setChangedOnly] = useState(false)
  useCommands([
    {
      id: 'settings.filter',
      group: 'view',
      title: t('settings.search'),
      icon: 'filter',
      keys: ['/', 'mod+f'],
      run: focusFilter,
    },
  ])
  const rows = [...pageRows(preferences), ...hostRows(settings)]
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (searched: string) => words.every((word) => searched.toLowerCase().includes(word))
  const shown = rows.filter(
    (row) => fits(`${row.name} ${row.title} ${row.hint}`) && (!changedOnly || row.changed),
  )
  // The larger parts are found by what they are about.
  const part = (searched: string) => !changedOnly && fits(searched)
  const parts = {
    privacy: part('privacy detection my data own values strict personal'),
    protection: part('protection keys passphrase lock unlock keychain vault'),
    updates: part('updates version newer install restart'),
    memory: part('memory.embedder recall by meaning embedder vectors'),
    rules: part('policy rules allow ask block tool client who may call'),
    host: part('version data folder mcp address port vault key log about'),
    erase: part('delete all data reset remove uninstall erase'),
  }
  return (
    <main id="main" className="page">
      <div className="page-in">
        <div className="row settings-head">
          <ScreenHeading>{t('screen.settings')}</ScreenHeading>
          <div className="filter grow" role="search">
            <Icon name="search" />
            <input
              type="text"
              data-filter
              aria-label={t('settings.search')}
              placeholder={t('settings.search')}
              value={text}
              maxLength={200}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Escape') setText('')
              }}
            />
            <button
              type="button"
              className={`badge${changedOnly ? ' info' : ''}`}
              aria-pressed={changedOnly}
              onClick={() => setChangedOnly(!changedOnly)}
            >
              {t('settings.changedOnly')}
            </button>
          </div>
        </div>
        <QueryView query={settings} title={t('settings.failed')} rows={4}>
          {() =>
            shown.length === 0 && !Object.values(parts).some(Boolean) ? (
              <Empty
                icon="search"
                title={t('settings.none')}
                action={
                  <button
                    type="button"
                    className="btn"
                    onClick={() => {
                      setText('')
                      setChangedOnly(false)
                    }}
                  >
                    {t('filter.clear')}
                  </button>
                }
              />
            ) : (
              groups.map((group) => {
                const list = shown.filter((row) => row.group === group)
                if (list.length === 0) return null
                return (
                  <section key={group} className="panel" aria-labelledby={`settings-${group}`}>
                    <header>
                      <h2 id={`settings-${group}`}>{t(`settings.group.${group}`)}</h2>
                    </header>
                    {list.map((row) => (
                      <Row key={row.name} row={row} />
                    ))}
                  </section>
                )
              })
            )
          }
        </QueryView>
        {parts.privacy ? <OwnValues /> : null}
        {parts.protection ? <Protection /> : null}
        {parts.memory ? <Embedder /> : null}
        {parts.rules ? <PolicyRules /> : null}
        {parts.updates ? <Updates /> : null}
        {parts.host ? <About /> : null}
        {parts.erase ? <DeleteAll /> : null}
      </div>
    </main>
  )
}

function Row({ row }: { row: SettingRow }) {
  return (
    <div className={`in setting${row.changed ? ' changed' : ''}`}>
      <span className="grow">
        {row.title}
        {row.changed ? <span className="badge info">{t('settings.changed')}</span> : null}
        <small className="muted block-line">{row.hint}</small>
      </span>
      {row.changed ? (
        <button
          type="button"
          className="btn ghost sm"
          aria-label={t('settings.resetOf', { name: row.title })}
          onClick={row.reset}
        >
          {t('settings.reset')}
        </button>
      ) : null}
      {row.control}
    </div>
  )
}

function pageRows(preferences: Preferences): SettingRow[] {
  const row = (name: keyof Preferences, control: React.ReactNode): SettingRow => ({
    name,
    group: 'look',
    title: t(`settings.${name}`),
    hint: t(`settings.${name}Hint`),
    changed: preferences[name] !== defaultPreferences[name],
    reset: () => usePreferences.setState({ [name]: defaultPreferences[name] }),
    control,
  })
  return [
    row(
      'theme',
      <Segmented
        label={t('settings.theme')}
        items={themes.map((id) => ({ id, label: t(`theme.${id}`) }))}
        value={preferences.theme}
        onChange={(theme) => usePreferences.setState({ theme })}
      />,
    ),
    ...(['letterKeys', 'hideSensitive'] as const).map((name) =>
      row(
        name,
        <Switch
          label={t(`settings.${name}`)}
          on={preferences[name]}
          onChange={(on) => usePreferences.setState({ [name]: on })}
        />,
      ),
    ),
  ]
}

function hostRows(query: Query<Result<'settings.list'>>): SettingRow[] {
  return (
    (query.data?.settings ?? [])
      .filter((one) => one.name in known || typeof one.value === 'boolean' || typeof one.value === 'number')
      // The first is none of the user's; the second has a part of its own.
      .filter((one) => one.name !== 'policy.seeded' && one.name !== 'memory.embedder')
      .map((one) => hostRow(one, query.reload))
  )
}

function hostRow(one: HostSetting, reload: () => void): SettingRow {
  const about = known[one.name]
  const named = about !== undefined
  const title = named ? t(`settings.${one.name}` as MessageKey) : one.name
  const set = (value: unknown) => act('settings.set', { name: one.name, value }, reload)
  const kind = about?.kind ?? (typeof one.value === 'boolean' ? 'switch' : 'number')
  return {
    name: one.name,
    group: about?.group ?? 'other',
    title,
    hint: named ? t(`settings.${one.name}Hint` as MessageKey) : '',
    changed: about === undefined ? false : one.value !== about.initial,
    reset: () => set(about?.initial),
    control:
      kind === 'switch' ? (
        <Switch label={title} on={one.value === true} onChange={set} />
      ) : kind === 'level' ? (
        <Segmented
          label={title}
          items={levels.map((id) => ({ id, label: id }))}
          value={levels.find((level) => level === one.value) ?? 'kernel-enforced'}
          onChange={set}
        />
      ) : (
        <NumberField
          key={String(one.value)}
          label={title}
          value={typeof one.value === 'number' ? one.value : 0}
          min={about?.min}
          max={about?.max}
          onChange={set}
        />
      ),
  }
}

/** A number that is set when the field is left or Enter is pressed, within its bounds. */
function NumberField({
  label,
  value,
  min,
  max,
  onChange,
}: {
  label: string
  value: number
  min: number | undefined
  max: number | undefined
  onChange: (value: number) => void
}) {
  const [typed, setTyped] = useState(String(value))
  function commit(): void {
    const next = Math.round(Math.min(max ?? Infinity, Math.max(min ?? -Infinity, Number(typed))))
    if (typed.trim() === '' || Number.isNaN(next)) setTyped(String(value))
    else if (next === value) setTyped(String(value))
    else onChange(next)
  }
  return (
    <input
      className="input number"
      type="number"
      aria-label={label}
      min={min}
      max={max}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
      }}
    />
  )
}

function About() {
  const info = useHostInfo((state) => state.info)
  if (info === undefined) return null
  return (
    <section className="panel" aria-labelledby="settings-host">
      <header>
        <h2 id="settings-host">{t('settings.host')}</h2>
      </header>
      <div className="in">
        <dl className="dl wide-dl">
          <dt>{t('settings.version')}</dt>
          <dd>{info.version}</dd>
          <dt>{t('settings.data')}</dt>
          <dd className="mono small">{info.dataFolder}</dd>
          <dt>{t('settings.mcp')}</dt>
          <dd className="mono small">{info.mcpUrl}</dd>
          <dt>{t('settings.level')}</dt>
          <dd>
            {info.level}
            {info.levelReason === undefined ? '' : `: ${info.levelReason}`}
          </dd>
          <dt>{t('settings.keys')}</dt>
          <dd>{info.keyProtection}</dd>
          <dt>{t('settings.logs')}</dt>
          <dd>
            <a href={routeHash('logs')}>{t('settings.logsOpen')}</a>
          </dd>
        </dl>
      </div>
    </section>
  )
}
