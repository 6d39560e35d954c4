import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import type { Result } from '../../../src-main/contract/methods.ts'
import { host } from '../../link/host.ts'
import { formatDuration } from '../../pure/format.ts'
import { showKeys } from '../../pure/keys.ts'
import { announce } from '../../state/announce.ts'
import { useCommands } from '../../state/commands.ts'
import { useConnection } from '../../state/connection.ts'
import { activeDraft, changeDraft, closeDraft, openDraft, reopenDraft, useDraft } from '../../state/draft.ts'
import { isMac } from '../../state/platform.ts'
import { replayAndCompare, stopRun } from '../../state/run-actions.ts'
import { useRunEvents } from '../../state/run-events.ts'
import { asWireError, useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { LazyMonaco } from '../../widgets/lazy-monaco.tsx'
import type { EditorHandle, LineNote } from '../../widgets/monaco-editor.tsx'
import { ResultPanel } from '../../widgets/run-result.tsx'
import { Sash, usePaneSize } from '../../widgets/sash.tsx'
import { Tabs } from '../../widgets/tabs.tsx'
import { SaveSkill } from '../../widgets/save-skill.tsx'
import { DraftTabs } from './draft-tabs.tsx'
import { GrantLine } from './grant-line.tsx'
import { lineNotes } from './line-notes.ts'
import { ConsolePanel, LimitsPanel, ProblemsPanel } from './editor-panels.tsx'
import { examples } from './examples.ts'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import './editor.css'

/** Pause in typing after which the code is checked. */
const checkPauseMs = 300
const tabs = ['result', 'problems', 'console', 'limits'] as const

/** Write and run the same kind of code the agent writes, with the same types, in the same sandbox. */
export function Editor() {
  const draft = useDraft(activeDraft)
  const { code, run } = draft
  const connected = useConnection((state) => state.state === 'open')
  const types = useQuery('catalog.types', {}, ['catalog'])
  const [check, setCheck] = useState<Result<'code.check'>>()
  const [checkError, setCheckError] = useState<WireError>()
  const [starting, setStarting] = useState(false)
  const [startError, setStartError] = useState<WireError>()
  const [tab, setTab] = useState<(typeof tabs)[number]>('result')
  const [minutes, setMinutes] = useState(5)
  const [saving, setSaving] = useState(false)
  const editor = useRef<EditorHandle>(undefined)
  /** The code each draft's last run was started with. */
  const ranCode = useRef(new Map<string, string>())
  const pane = usePaneSize({ id: 'editor.panel', initial: 420, min: 280, max: 800 })
  const events = useRunEvents(run)
  const { model } = events
  const running = run !== undefined && model.ended === undefined && (model.started !== undefined || starting)

  useEffect(() => {
    if (!connected || code.trim() === '') {
      setCheck(undefined)
      return
    }
    const aborter = new AbortController()
    const timer = setTimeout(() => {
      host.call('code.check', { code }, aborter.signal).then(
        (result) => {
          setCheck(result)
          setCheckError(undefined)
        },
        (error: unknown) => {
          if (!aborter.signal.aborted) setCheckError(asWireError(error))
        },
      )
    }, checkPauseMs)
    return () => {
      clearTimeout(timer)
      aborter.abort()
    }
  }, [code, connected, types.data?.version])

  const problems = useMemo(() => check?.problems ?? [], [check])
  const errors = problems.filter((problem) => problem.severity === 'error').length

  async function start(): Promise<void> {
    if (code.trim() === '' || starting || running) return
    setStarting(true)
    setStartError(undefined)
    try {
      const { id } = await host.call('runs.start', { code, timeoutMs: minutes * 60_000 })
      ranCode.current.set(draft.id, code)
      changeDraft({ run: id })
      setTab('result')
    } catch (error) {
      setStartError(asWireError(error))
    } finally {
      setStarting(false)
    }
  }
  const ended = model.ended
  useEffect(() => {
    if (ended !== undefined)
      announce(
        t('run.announceEnd', {
          status: ended.status,
          time: formatDuration(ended.t),
          calls: model.calls.size,
        }),
      )
  }, [ended, model])

  // What the script can be run against: its own last run, or the run it was taken from.
  const { origin } = draft
  const recorded = run !== undefined && ended !== undefined ? run : origin
  useCommands([
    {
      id: 'editor.run',
      group: 'run',
      title: t('editor.run'),
      icon: 'play',
      keys: ['mod+Enter'],
      run: () => void start(),
    },
    {
      id: 'editor.replay',
      group: 'run',
      title: t('run.replay'),
      icon: 'rerun',
      keys: ['shift+mod+Enter'],
      when: () => recorded !== undefined,
      run: () => recorded !== undefined && void replayAndCompare(recorded, code),
    },
    {
      id: 'editor.new',
      group: 'run',
      title: t('command.newDraft'),
      icon: 'plus',
      keys: ['alt+mod+n'],
      run: () => openDraft(''),
    },
    {
      id: 'editor.close',
      group: 'run',
      title: t('command.closeDraft'),
      run: () => closeDraft(draft.id),
    },
    {
      id: 'editor.reopen',
      group: 'run',
      title: t('command.reopenDraft'),
      when: () => useDraft.getState().closed !== undefined,
      run: reopenDraft,
    },
    {
      id: 'editor.save',
      group: 'run',
      title: t('skills.save'),
      icon: 'spark',
      keys: ['mod+s'],
      when: () => code.trim() !== '' && errors === 0,
      run: () => setSaving(true),
    },
    {
      id: 'editor.stop',
      group: 'run',
      title: t('command.stop'),
      icon: 'stop',
      keys: ['mod+.'],
      when: () => running,
      run: () => run !== undefined && void stopRun(run),
    },
    {
      id: 'editor.nextProblem',
      group: 'go',
      title: t('command.nextProblem'),
      keys: ['F8'],
      run: () => editor.current?.nextProblem(1),
    },
    {
      id: 'editor.previousProblem',
      group: 'go',
      title: t('command.previousProblem'),
      keys: ['shift+F8'],
      run: () => editor.current?.nextProblem(-1),
    },
    {
      id: 'editor.focus',
      group: 'go',
      title: t('command.focusEditor'),
      keys: ['shift+mod+e'],
      run: () => editor.current?.focus(),
    },
  ])

  // What each line did, after a run of exactly this code: after an edit the lines are others.
  const lensFits = ranCode.current.get(draft.id) === code
  const notes = useMemo(
    (): LineNote[] => (lensFits ? lineNotes(model) : []),
    [model, events.version, lensFits],
  )

  const libs = useMemo(
    () =>
      types.data?.files.map((file) => ({
        path: file.path.startsWith('file://')
          ? file.path
          : `file://${file.path.startsWith('/') ? '' : '/'}${file.path}`,
        text: file.text,
      })),
    [types.data],
  )
  const onChange = useCallback((next: string) => changeDraft({ code: next }), [])
  const onReady = useCallback((handle: EditorHandle) => {
    editor.current = handle
  }, [])

  return (
    <main
      id="main"
      className="editor-screen"
      style={{ gridTemplateColumns: `minmax(0, 1fr) 5px ${pane.size}px` }}
    >
      <header className="screen-head">
        <ScreenHeading>{t('screen.editor')}</ScreenHeading>
        <span className="grow" />
        <button
          type="button"
          className="btn ghost"
          disabled={code.trim() === '' || errors > 0}
          title={errors > 0 ? t('editor.saveNeedsClean') : undefined}
          onClick={() => setSaving(true)}
        >
          <Icon name="spark" />
          {t('skills.save')}
        </button>
        {running ? (
          <button type="button" className="btn" onClick={() => run !== undefined && void stopRun(run)}>
            <Icon name="stop" small />
            {t('runs.stop')}
          </button>
        ) : null}
        <button
          type="button"
          className="btn primary"
          disabled={!connected || starting || running || code.trim() === ''}
          onClick={() => void start()}
        >
          <Icon name="play" small fill />
          {errors > 0 ? t('editor.runAnyway', { count: errors }) : t('editor.run')}
          <kbd>{showKeys('mod+Enter', isMac)}</kbd>
        </button>
      </header>
      <DraftTabs end={<GrantLine check={check} error={checkError} />} />
      <section className="pane editor-pane" aria-label={t('editor.script')}>
        {types.error === undefined ? null : (
          <div className="strip-note warn">
            <Icon name="warn" small />
            <span className="grow">{t('editor.typesFailed', { why: types.error.message })}</span>
            <button type="button" className="btn sm" onClick={types.reload}>
              {t('state.retry')}
            </button>
          </div>
        )}
        {code.trim() === '' ? (
          <div className="examples" role="group" aria-label={t('editor.examples')}>
            <span className="muted">{t('editor.start')}</span>
            {examples.map((example) => (
              <button
                key={example.id}
                type="button"
                className="btn sm"
                onClick={() => openDraft(example.code)}
              >
                {t(`editor.example.${example.id}`)}
              </button>
            ))}
          </div>
        ) : null}
        <LazyMonaco
          value={code}
          label={t('editor.label')}
          key={draft.id}
          path={`file:///script-${draft.id}.ts`}
          markers={problems}
          notes={notes}
          libs={libs}
          onChange={onChange}
          onReady={onReady}
        />
      </section>
      <Sash label={t('editor.sash')} pane={pane} grows={-1} />
      <section className="pane editor-side" aria-label={t('editor.outcome')}>
        <Tabs
          label={t('editor.panels')}
          items={tabs.map((id) => ({
            id,
            label: t(`editor.tab.${id}`),
            ...(id === 'problems' ? { count: problems.length } : {}),
            ...(id === 'console' && model.logs.length > 0 ? { count: model.logs.length } : {}),
          }))}
          value={tab}
          onChange={setTab}
        >
          {tab === 'result' ? (
            <ResultPanel run={run} events={events} startError={startError} />
          ) : tab === 'problems' ? (
            <ProblemsPanel
              problems={problems}
              checkedMs={check?.ms}
              onGo={(line, column) => editor.current?.reveal(line, column)}
            />
          ) : tab === 'console' ? (
            <ConsolePanel model={model} onGo={(line) => editor.current?.reveal(line)} />
          ) : (
            <LimitsPanel minutes={minutes} onMinutes={setMinutes} limits={model.started?.limits} />
          )}
        </Tabs>
      </section>
      {saving ? (
        <SaveSkill
          // A run of exactly this code is what the skill can be tested against.
          run={lensFits && ended?.status === 'ok' ? run : undefined}
          code={code}
          onClose={() => setSaving(false)}
        />
      ) : null}
    </main>
  )
}
