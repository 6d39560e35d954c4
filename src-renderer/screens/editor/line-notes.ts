import { formatBytes, formatDuration, formatEstimate } from '../../pure/format.ts'
import type { RunModel } from '../../pure/run-fold.ts'
import { t } from '../../text/t.ts'
import type { LineNote } from '../../widgets/monaco-editor.tsx'

/** What each line of a run did: how long its calls took, what they gave, what did not go to the model. */
export function lineNotes(model: RunModel): LineNote[] {
  const lines = new Map<
    number,
    { ms: number; calls: number; bytes: number; tokens: number; failed: boolean }
  >()
  for (const call of model.calls.values()) {
    if (call.line === undefined || call.endedAt === undefined) continue
    const old = lines.get(call.line) ?? { ms: 0, calls: 0, bytes: 0, tokens: 0, failed: false }
    lines.set(call.line, {
      ms: old.ms + call.endedAt - call.askedAt,
      calls: old.calls + 1,
      bytes: old.bytes + call.bytes,
      tokens: old.tokens + call.tokens,
      failed: old.failed || call.ok === false,
    })
  }
  const notes = [...lines].map(([line, sum]) => {
    const parts = [
      ...(sum.calls === 1 ? [] : [`×${sum.calls}`]),
      formatDuration(sum.ms),
      ...(sum.bytes === 0 ? [] : [formatBytes(sum.bytes)]),
      ...(sum.tokens === 0 ? [] : [t('editor.lensTokens', { tokens: formatEstimate(sum.tokens) })]),
    ]
    return { line, failed: sum.failed, text: parts.join(' · ') }
  })
  const error = model.ended?.error
  if (error?.line === undefined) return notes
  const failing = notes.find((note) => note.line === error.line)
  const text = error.message.split('\n')[0]?.slice(0, 160) ?? ''
  return [
    ...notes.filter((note) => note !== failing),
    { line: error.line, failed: true, text: failing === undefined ? text : `${failing.text} · ${text}` },
  ]
}
