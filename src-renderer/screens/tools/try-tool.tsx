import { useEffect, useMemo, useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import type { ServerRow } from '../../../src-main/contract/methods.ts'
import { host } from '../../link/host.ts'
import { showKeys } from '../../pure/keys.ts'
import { LooseJsonError, parseLooseJson, toLiteral } from '../../pure/loose-json.ts'
import { exampleValue, formFields, missingFields } from '../../pure/schema-form.ts'
import { announce } from '../../state/announce.ts'
import { useCommands } from '../../state/commands.ts'
import { useConnection } from '../../state/connection.ts'
import { openDraft } from '../../state/draft.ts'
import { isMac } from '../../state/platform.ts'
import { navigate } from '../../state/route.ts'
import { stopRun } from '../../state/run-actions.ts'
import { useRunEvents } from '../../state/run-events.ts'
import { asWireError } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { Segmented } from '../../widgets/segmented.tsx'
import { ResultPanel } from '../../widgets/run-result.tsx'
import { FormFields } from './form-fields.tsx'
import { keptArguments, keepArguments } from './kept-arguments.ts'

const views = ['form', 'json', 'typescript'] as const
type View = (typeof views)[number]

/** One call of a tool, by hand: a form, JSON and TypeScript over one value, run as agents' code is run. */
export function TryTool({ tool, schema }: { tool: ServerRow['tools'][number]; schema: unknown }) {
  const fields = useMemo(() => formFields(schema), [schema])
  const [view, setView] = useState<View>('form')
  const [value, setValue] = useState<unknown>(() => keptArguments(tool.id) ?? exampleValue(fields))
  /** What is written and is not (yet) a value; the value itself stays the last good one. */
  const [draft, setTyped] = useState<{ text: string; problem: string }>()
  const [run, setRun] = useState<string>()
  const [starting, setStarting] = useState(false)
  const [error, setError] = useState<WireError>()
  const connected = useConnection((state) => state.state === 'open')
  const events = useRunEvents(run)
  const running = run !== undefined && events.model.ended === undefined
  const missing = missingFields(fields, value)
  const server = tool.id.split('/')[0] ?? ''

  function change(next: unknown): void {
    setValue(next)
    setTyped(undefined)
    keepArguments(tool.id, next)
  }
  function write(text: string): void {
    try {
      const parsed = parseLooseJson(view === 'typescript' ? argumentOf(text) : text)
      change(parsed)
      // The text stays as it was typed: laid out anew under the cursor it would be unusable.
      setTyped({ text, problem: '' })
    } catch (failure) {
      const at = failure instanceof LooseJsonError ? failure.at : 0
      const line = text.slice(0, at).split('\n').length
      setTyped({
        text,
        problem: t('try.badJson', { line, message: failure instanceof Error ? failure.message : '' }),
      })
    }
  }
  const call = `await ${tool.exportName}(${isEmpty(value) ? '' : toLiteral(value)})`
  const code = `import { ${tool.exportName} } from './servers/${server}'\n\nreturn ${call}\n`
  const blocked = draft !== undefined && draft.problem !== ''

  async function start(): Promise<void> {
    if (starting || running || blocked || !connected) return
    setStarting(true)
    setError(undefined)
    try {
      const { id } = await host.call('runs.start', { code })
      setRun(id)
    } catch (failure) {
      setError(asWireError(failure))
    } finally {
      setStarting(false)
    }
  }
  const { ended } = events.model
  useEffect(() => {
    if (ended !== undefined) announce(t('try.done', { status: ended.status }))
  }, [ended])
  useCommands([
    {
      id: 'tools.runTry',
      group: 'run',
      title: t('try.run'),
      icon: 'play',
      keys: ['mod+Enter'],
      run: () => void start(),
    },
    {
      id: 'tools.stopTry',
      group: 'run',
      title: t('command.stop'),
      icon: 'stop',
      keys: ['mod+.'],
      when: () => running,
      run: () => run !== undefined && void stopRun(run),
    },
  ])

  return (
    <div className="try">
      <section className="try-in" aria-label={t('try.arguments')}>
        <div className="bar2">
          <Segmented
            label={t('try.view')}
            items={views.map((id) => ({ id, label: t(`try.${id}`) }))}
            value={view}
            onChange={(next) => {
              setView(next)
              setTyped(undefined)
            }}
          />
          <span className="grow" />
          <button
            type="button"
            className="btn ghost sm"
            onClick={() => {
              openDraft(code, tool.exportName)
              navigate('editor')
            }}
          >
            {t('try.toEditor')}
          </button>
          <button type="button" className="btn ghost sm" onClick={() => change(exampleValue(fields))}>
            {t('try.reset')}
          </button>
          {running ? (
            <button type="button" className="btn sm" onClick={() => void stopRun(run)}>
              <Icon name="stop" small />
              {t('runs.stop')}
            </button>
          ) : null}
          <button
            type="button"
            className="btn primary"
            disabled={!connected || starting || running || blocked || !tool.enabled}
            onClick={() => void start()}
          >
            <Icon name="play" small fill />
            {t('try.run')}
            <kbd>{showKeys('mod+Enter', isMac)}</kbd>
          </button>
        </div>
        <p className="faint small">{tool.enabled ? t('try.hint') : t('try.off')}</p>
        {view === 'form' ? (
          fields.length === 0 ? (
            <p className="muted">{t('tools.noFields')}</p>
          ) : (
            <FormFields fields={fields} value={value} onChange={change} path="" />
          )
        ) : (
          <textarea
            className="input mono try-text"
            aria-label={t(`try.${view}`)}
            aria-invalid={blocked}
            spellCheck={false}
            value={draft?.text ?? (view === 'json' ? JSON.stringify(value, null, 2) : call)}
            onChange={(event) => write(event.target.value)}
          />
        )}
        {blocked ? (
          <p className="error-text small" role="alert">
            {draft.problem}
          </p>
        ) : missing.length > 0 ? (
          <p className="muted small" role="status">
            <Icon name="info" small /> {t('try.missing', { fields: missing.join(', ') })}
          </p>
        ) : null}
      </section>
      <section className="try-out" aria-label={t('try.result')}>
        {run === undefined && error === undefined ? (
          <p className="muted try-idle">{t('try.notYet')}</p>
        ) : (
          <ResultPanel run={run} events={events} startError={error} />
        )}
      </section>
    </div>
  )
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** The text between the outer brackets of a call, or the text itself. */
function argumentOf(text: string): string {
  const found = /^\s*(?:return\s+)?(?:await\s+)?[A-Za-z_$][\w$.]*\s*\(([\s\S]*)\)\s*;?\s*$/.exec(text)
  const inside = found?.[1] ?? text
  return inside.trim() === '' ? '{}' : inside
}
