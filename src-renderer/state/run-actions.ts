import { host } from '../link/host.ts'
import { t } from '../text/t.ts'
import { announce } from './announce.ts'
import { useNotice } from './notice.ts'
import { navigate } from './route.ts'
import { asWireError } from './use-query.ts'

/** Says a failure of an action in the notice of the shell. */
function fail(error: unknown): void {
  const { code, message } = asWireError(error)
  useNotice.setState({ notice: { code, message } })
}

/** Runs the code of a run again, live, and shows the new run. */
export async function rerun(id: string): Promise<void> {
  try {
    const { code, run } = await host.call('runs.get', { id })
    const started = await host.call('runs.start', {
      code,
      ...(run.session === '' ? {} : { session: run.session }),
    })
    navigate('run', started.id)
  } catch (error) {
    fail(error)
  }
}

/** Runs the code of a run (or changed code) against what was recorded, and shows the new run. */
export async function replay(id: string, code?: string): Promise<void> {
  try {
    const started = await host.call('runs.replay', { id, ...(code === undefined ? {} : { code }) })
    navigate('run', started.id)
  } catch (error) {
    fail(error)
  }
}

/** Runs changed code against what a run recorded, and shows what changed between the two. */
export async function replayAndCompare(id: string, code: string): Promise<void> {
  try {
    const started = await host.call('runs.replay', { id, code })
    navigate('compare', `${id}/${started.id}`)
  } catch (error) {
    fail(error)
  }
}

/** Stops a run. */
export async function stopRun(id: string): Promise<void> {
  try {
    await host.call('runs.stop', { id })
    announce(id)
  } catch (error) {
    fail(error)
  }
}

/** Puts a run's code into the editor. */
export async function openInEditor(id: string): Promise<void> {
  try {
    const { code, run } = await host.call('runs.get', { id })
    const { openDraft } = await import('./draft.ts')
    openDraft(code, run.title.slice(0, 28), id)
    navigate('editor')
  } catch (error) {
    fail(error)
  }
}

let marked: { id: string; title: string } | undefined

/** Marks a run; the second one opens the comparison with the first. */
export function markForCompare(run: { id: string; title: string }): void {
  if (marked === undefined || marked.id === run.id) {
    marked = run
    announce(t('compare.marked', { title: run.title }))
    useNotice.setState({ notice: undefined, hint: t('compare.marked', { title: run.title }) })
    return
  }
  const first = marked.id
  marked = undefined
  useNotice.setState({ hint: undefined })
  navigate('compare', `${first}/${run.id}`)
}
