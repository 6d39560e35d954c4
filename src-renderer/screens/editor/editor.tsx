import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import type { Result } from '../../../src-main/contract/methods.ts'
import { host } from '../../link/host.ts'
import { formatDuration } from '../../pure/format.ts'
import { showKeys } from '../../pure/keys.ts'
import { announce } from '../../state/announce.ts'
import { useCommands } from '../../state/commands.ts'
import { useConnection } from '../../state/connection.ts'
import { setDraft, useDraft } from '../../state/draft.ts'
import { isMac } from '../../state/platform.ts'
import { replayAndCompare, stopRun } from '../../state/run-actions.ts'
import { useRunEvents } from '../../state/run-events.ts'
import { asWireError, useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { LazyMonaco } from '../../widgets/lazy-monaco.tsx'
import type { EditorHandle, LineNote } from '../../widgets/monaco-editor.tsx'
import { Sash, usePaneSize } from '../../widgets/sash.tsx'
import { Tabs } from '../../widgets/tabs.tsx'
import { ConsolePanel, LimitsPanel, ProblemsPanel, ResultPanel } from './editor-panels.tsx'
import { examples } from './examples.ts'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import './editor.css'

/** Pause in typing after which the code is checked. */
const checkPauseMs = 300
const tabs = ['result', 'problems', 'console', 'limits'] as const

/** Write and run the same kind of code the agent writes, with the same types, in the same sandbox. */
export function Editor() {
  const code = useDraft((state) => state.code)
  const run = useDraft((state) => state.run)
  const connected = useConnection((state) => state.state === 'open')
  const types = useQuery('catalog.types', {}, ['catalog'])
  const [check, setCheck] = useState<Result<'code.check'>>()
  const [checkError, setCheckError] = useState<WireError>()
  const [starting, setStarting] = useState(false)
  const [startError, setStartError] = useState<WireError>()
  const [tab, setTab] = useState<(typeof tabs)[number]>('result')
  const [minutes, setMinutes] = useState(5)
  const editor = useRef<EditorHandle>(undefined)
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
      useDraft.setState({ run: id })
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
  const origin = useDraft((draft) => draft.origin)
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

  // What each line's calls took, after a run of exactly this code.
  const notes = useMemo((): LineNote[] => {
    const lines = new Map<number, { ms: number; calls: number; failed: boolean }>()
    for (const call of model.calls.values()) {
      if (call.line === undefined || call.endedAt === undefined) continue
      const old = lines.get(call.line) ?? { ms: 0, calls: 0, failed: false }
      lines.set(call.line, {
        ms: old.ms + call.endedAt - call.askedAt,
        calls: old.calls + 1,
        failed: old.failed || call.ok === false,
      })
    }
    return [...lines].map(([line, sum]) => ({
      line,
      failed: sum.failed,
      text:
        sum.calls === 1
          ? formatDuration(sum.ms)
          : t('editor.lens', { count: sum.calls, time: formatDuration(sum.ms) }),
    }))
  }, [model, events.version])

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
  const onChange = useCallback((next: string) => setDraft(next), [])
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
        <span className="grow ellip muted small" role="status">
          {checkError !== undefined
            ? checkError.message
            : check === undefined
              ? ''
              : check.grants.length === 0
                ? t('editor.noGrants')
                : t('editor.grants', {
                    tools: check.grants.map((tool) => tool.replace('/', '.')).join(', '),
                  })}
        </span>
        {code.trim() === '' ? null : (
          <button type="button" className="btn ghost" onClick={() => setDraft('')}>
            {t('editor.clear')}
          </button>
        )}
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
                onClick={() => setDraft(example.code)}
              >
                {t(`editor.example.${example.id}`)}
              </button>
            ))}
          </div>
        ) : null}
        <LazyMonaco
          value={code}
          label={t('editor.label')}
          path="file:///script.ts"
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
            <ConsolePanel model={model} />
          ) : (
            <LimitsPanel minutes={minutes} onMinutes={setMinutes} limits={model.started?.limits} />
          )}
        </Tabs>
      </section>
    </main>
  )
}
