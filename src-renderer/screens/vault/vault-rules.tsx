import { useState } from 'react'
import type { Params, Result } from '../../../src-main/contract/methods.ts'
import { toolName } from '../../pure/format.ts'
import { act } from '../../state/act.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { Segmented } from '../../widgets/segmented.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import { Switch } from '../../widgets/switch.tsx'

type Rule = Params<'flow.add'>
const actions = ['allow', 'ask', 'block'] as const
const blank: Rule = {
  kind: '*',
  sourceServer: '*',
  sourceTool: '*',
  sinkServer: '',
  sinkTool: '*',
  field: '*',
  action: 'ask',
}

/** Where values may flow, and which kinds become tokens at all. */
export function VaultRules() {
  const rules = useQuery('flow.rules', {}, ['vault'])
  const kinds = useQuery('privacy.kinds', {}, ['vault'])
  const tree = useQuery('catalog.tree', {}, ['catalog'])
  const servers = tree.data?.servers.map((server) => server.name) ?? []
  return (
    <div className="pane-body rules" tabIndex={0} role="region" aria-label={t('vault.rules')}>
      <section className="section" aria-labelledby="flow-rules">
        <h2 id="flow-rules">{t('vault.flowRules')}</h2>
        <p className="muted">{t('vault.flowDefault')}</p>
        <QueryView query={rules} title={t('vault.rulesFailed')} rows={3}>
          {(data) =>
            data.rules.length === 0 ? (
              <p className="note">{t('vault.noRules')}</p>
            ) : (
              <table className="plain-table">
                <thead>
                  <tr>
                    <th scope="col">{t('vault.rule.action')}</th>
                    <th scope="col">{t('vault.rule.kind')}</th>
                    <th scope="col">{t('vault.rule.from')}</th>
                    <th scope="col">{t('vault.rule.to')}</th>
                    <th scope="col">{t('vault.rule.field')}</th>
                    <th scope="col">
                      <span className="vh">{t('vault.rule.remove')}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.rules.map((rule) => (
                    <tr key={rule.id}>
                      <td>
                        <ActionWord action={rule.action} />
                      </td>
                      <td>{rule.kind === '*' ? t('vault.rule.anyKind') : rule.kind}</td>
                      <td>{partyText(rule.sourceServer, rule.sourceTool)}</td>
                      <td>{partyText(rule.sinkServer, rule.sinkTool)}</td>
                      <td className="mono small">
                        {rule.field === '*' ? t('vault.rule.anyField') : rule.field}
                      </td>
                      <td>
                        <button
                          type="button"
                          className="btn ghost icon sm"
                          aria-label={t('vault.rule.removeOne', {
                            kind: rule.kind,
                            to: partyText(rule.sinkServer, rule.sinkTool),
                          })}
                          onClick={() => act('flow.remove', { id: rule.id }, rules.reload)}
                        >
                          <Icon name="trash" small />
                        </button>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )
          }
        </QueryView>
      </section>
      <NewRule
        kinds={kinds.data?.kinds.map((kind) => kind.name) ?? []}
        servers={servers}
        onAdded={rules.reload}
      />
      <section className="section" aria-labelledby="kind-rules">
        <h2 id="kind-rules">{t('vault.kindRules')}</h2>
        <p className="muted">{t('vault.kindRulesText')}</p>
        <QueryView query={kinds} title={t('vault.rulesFailed')} rows={6}>
          {(data) =>
            data.kinds.length === 0 ? (
              <Empty icon="shield" title={t('vault.rulesFailed')} />
            ) : (
              <ul className="kind-list">
                {data.kinds.map((kind) => (
                  <li key={kind.name}>
                    <Switch
                      label={kind.title}
                      on={!kind.off}
                      onChange={(on) => act('privacy.setKind', { kind: kind.name, off: !on }, kinds.reload)}
                    />
                    <span>{kind.title}</span>
                    <code className="faint small">{kind.name}</code>
                  </li>
                ))}
              </ul>
            )
          }
        </QueryView>
      </section>
    </div>
  )
}

function partyText(server: string, tool: string): string {
  if (server === '*') return t('vault.rule.anywhere')
  if (server === '') return t('flow.code')
  return tool === '*' ? server : toolName(`${server}/${tool}`)
}

function ActionWord({ action }: { action: Rule['action'] }) {
  const look = {
    allow: { icon: 'check', tone: 'ok' },
    ask: { icon: 'ask', tone: 'info' },
    block: { icon: 'block', tone: 'warn' },
  } as const
  return (
    <span className={`state-word ${look[action].tone}`}>
      <Icon name={look[action].icon} small />
      {t(`vault.rule.${action}`)}
    </span>
  )
}

/** Makes a rule; what it would mean is shown before it is added. */
function NewRule({
  kinds,
  servers,
  onAdded,
}: {
  kinds: readonly string[]
  servers: readonly string[]
  onAdded: () => void
}) {
  const [rule, setRule] = useState<Rule>(blank)
  const ready = rule.sinkServer !== ''
  const preview = useQuery('flow.preview', ready ? clean(rule) : null)
  const change = (part: Partial<Rule>) => setRule((old) => ({ ...old, ...part }))
  const field = (
    name: 'sourceServer' | 'sourceTool' | 'sinkServer' | 'sinkTool' | 'field',
    label: string,
  ) => (
    <label className="field">
      <span>{label}</span>
      <input
        type="text"
        list={name.endsWith('Server') ? 'rule-servers' : undefined}
        spellCheck={false}
        maxLength={200}
        value={rule[name]}
        onChange={(event) => change({ [name]: event.target.value.trim() })}
      />
    </label>
  )
  return (
    <section className="section" aria-labelledby="new-rule">
      <h2 id="new-rule">{t('vault.newRule')}</h2>
      <form
        className="rule-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready)
            act('flow.add', clean(rule), () => {
              setRule(blank)
              onAdded()
            })
        }}
      >
        <Segmented
          label={t('vault.rule.action')}
          items={actions.map((id) => ({ id, label: t(`vault.rule.${id}`) }))}
          value={rule.action}
          onChange={(action) => change({ action })}
        />
        <label className="field">
          <span>{t('vault.rule.kind')}</span>
          <select value={rule.kind} onChange={(event) => change({ kind: event.target.value })}>
            <option value="*">{t('vault.rule.anyKind')}</option>
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {kind}
              </option>
            ))}
          </select>
        </label>
        {field('sourceServer', t('vault.rule.fromServer'))}
        {field('sourceTool', t('vault.rule.fromTool'))}
        {field('sinkServer', t('vault.rule.toServer'))}
        {field('sinkTool', t('vault.rule.toTool'))}
        {field('field', t('vault.rule.field'))}
        <datalist id="rule-servers">
          <option value="*">*</option>
          {servers.map((server) => (
            <option key={server} value={server}>
              {server}
            </option>
          ))}
        </datalist>
        <button type="submit" className="btn primary" disabled={!ready}>
          {t('vault.rule.add')}
        </button>
      </form>
      <div role="status" className="rule-preview">
        {!ready ? (
          <p className="note">{t('vault.rule.hint')}</p>
        ) : preview.error !== undefined ? (
          <p className="error-text small">{preview.error.message}</p>
        ) : preview.data === undefined ? null : (
          <Preview preview={preview.data} />
        )}
      </div>
    </section>
  )
}

/** Empty fields mean anything. */
function clean(rule: Rule): Rule {
  const any = (text: string) => (text === '' ? '*' : text)
  return {
    ...rule,
    sourceServer: any(rule.sourceServer),
    sourceTool: any(rule.sourceTool),
    sinkTool: any(rule.sinkTool),
    field: any(rule.field),
  }
}

function Preview({ preview }: { preview: Result<'flow.preview'> }) {
  return (
    <>
      <p>
        {t('vault.rule.preview', { values: preview.values, ways: preview.ways })}
        {preview.replaces === null ? '' : ` ${t('vault.rule.replaces')}`}
      </p>
      {preview.changes.length === 0 ? null : (
        <ul className="token-list">
          {preview.changes.slice(0, 8).map((one, index) => (
            <li key={index}>
              <span className="tok">{one.token}</span>
              <span>
                {t('vault.rule.change', {
                  tool: toolName(`${one.server}/${one.tool}`),
                  was: t(`vault.rule.${one.was}`),
                  becomes: t(`vault.rule.${one.becomes}`),
                })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
