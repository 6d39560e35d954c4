import { host } from '../link/host.ts'
import { copyRun } from '../pure/copy-as.ts'
import type { RunModel } from '../pure/run-fold.ts'
import { t } from '../text/t.ts'
import { announce } from './announce.ts'
import { useNotice } from './notice.ts'
import { openRunFile } from './opened-runs.ts'
import { navigate } from './route.ts'
import { asWireError } from './use-query.ts'

/** Gives the user a file to keep. */
export function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** A run as the lines of an `.athena-run` file; values stay vault tokens. */
export async function exportLines(id: string): Promise<string> {
  let lines = ''
  let after: number | undefined
  do {
    const page = await host.call('runs.export', { id, ...(after === undefined ? {} : { after }) })
    lines += page.lines
    after = page.next
  } while (after !== undefined)
  return lines
}

/** Saves runs, each as a file. */
export async function exportRuns(ids: readonly string[]): Promise<void> {
  try {
    for (const id of ids) download(`${id}.athena-run`, await exportLines(id), 'application/x-ndjson')
    announce(t('runs.exported', { count: ids.length }))
  } catch (error) {
    useNotice.setState({ notice: asWireError(error) })
  }
}

/** Saves a run as one page that opens anywhere: time line, code, flow. */
export async function exportPage(
  id: string,
  model: RunModel,
  parts: { title: string; status: string; code: string; answer: string | undefined },
): Promise<void> {
  const { filmStrip } = await import('../pure/film-strip.ts')
  download(`${id}.html`, filmStrip(model, { id, ...parts }), 'text/html')
}

/** Asks for an `.athena-run` file and opens it, read-only. */
export function openRunFromFile(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.athena-run,.ndjson'
  input.addEventListener('change', () => {
    const file = input.files?.[0]
    if (file === undefined) return
    void file.text().then((text) => {
      const id = openRunFile(text)
      if (id === undefined)
        useNotice.setState({
          notice: { code: 'BAD_PARAMS', message: t('runs.notAFile', { name: file.name }) },
        })
      else navigate('run', id)
    })
  })
  input.click()
}

/** Copies a run in short, for an issue or a chat. */
export async function copyRunMarkdown(
  model: RunModel,
  parts: { title: string; status: string; code: string; answer: string | undefined },
): Promise<void> {
  await navigator.clipboard.writeText(
    copyRun({
      ...parts,
      durationMs: model.ended?.t ?? model.last,
      calls: [...model.calls.values()],
    }),
  )
  announce(t('action.copied'))
}
