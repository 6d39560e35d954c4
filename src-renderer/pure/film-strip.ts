import { flowOf, readablePath } from './flow.ts'
import { formatBytes, formatDuration, toolName } from './format.ts'
import type { RunModel } from './run-fold.ts'

/** Calls and tokens written out; a page that opens anywhere should also open fast. */
const mostCalls = 2000
const mostTokens = 300

const style = `:root{color-scheme:light dark}body{font:13px/20px system-ui,sans-serif;max-width:1100px;margin:24px auto;padding:0 16px}
h1{font-size:20px}h2{font-size:14px;margin:24px 0 8px}pre{font:12px/18px ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere;background:light-dark(#f7f8fa,#141519);padding:12px;border-radius:5px}
table{border-collapse:collapse;width:100%;table-layout:fixed}td,th{padding:3px 8px;text-align:left;border-bottom:1px solid light-dark(#e2e4ea,#2a2c34);overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.bar{position:relative;height:14px;min-width:200px}.bar i{position:absolute;top:2px;height:10px;min-width:2px;border-radius:2px;background:light-dark(#4795d3,#347fb8)}.bar i.bad{background:light-dark(#c0202b,#ff8b88)}
.muted{color:light-dark(#5f6573,#9197a6)}b.tok{color:light-dark(#98239a,#ee92ee);font-family:ui-monospace,monospace}`

/** A run as one HTML page without scripts: what ran, when, what the model got, where each value went. Vault tokens only. */
export function filmStrip(
  model: RunModel,
  run: { id: string; title: string; status: string; code: string; answer: string | undefined },
): string {
  const total = Math.max(1, model.ended?.t ?? model.last)
  const calls = [...model.calls.values()]
  const rows = calls.slice(0, mostCalls).map((call) => {
    const end = call.endedAt ?? total
    const left = ((call.askedAt / total) * 100).toFixed(2)
    const width = (((end - call.askedAt) / total) * 100).toFixed(2)
    return `<tr><td>${escape(toolName(call.tool))}</td><td>${call.line ?? ''}</td><td>${formatDuration(call.askedAt)}</td><td>${formatDuration(end - call.askedAt)}</td><td>${formatBytes(call.bytes)}</td><td>${call.ok === false ? escape(call.error?.code ?? 'failed') : 'ok'}</td><td class="bar"><i${call.ok === false ? ' class="bad"' : ''} style="left:${left}%;width:${width}%"></i></td></tr>`
  })
  const flows = [...model.tokens.values()].slice(0, mostTokens).map((trail) => {
    const steps = flowOf(model, trail, run.answer).map((step) => {
      switch (step.step) {
        case 'read':
          return `read by ${escape(step.tool === undefined ? 'the code' : toolName(step.tool))} from <code>${escape(readablePath(step.path))}</code>`
        case 'given':
          return `real value given to ${escape(toolName(step.tool))} as <code>${escape(readablePath(step.path))}</code>`
        case 'blocked':
          return `blocked for ${escape(toolName(step.tool))}: ${escape(step.reason)}`
        case 'returned':
          return 'returned in the answer; the model saw the token'
        case 'kept':
          return 'went no further'
      }
    })
    return `<li><b class="tok">${escape(trail.token)}</b> ${steps.join('; ')}.</li>`
  })
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escape(run.title)}</title><style>${style}</style></head><body>
<h1>${escape(run.title)}</h1>
<p class="muted">${escape(run.status)} · ${formatDuration(total)} · ${calls.length} calls · ${model.tokens.size} vault tokens · ${escape(run.id)}</p>
<h2>Timeline</h2>
<table><thead><tr><th>Call</th><th style="width:48px">Line</th><th style="width:72px">Start</th><th style="width:72px">Took</th><th style="width:72px">Result</th><th style="width:96px">Outcome</th><th style="width:40%">0 to ${formatDuration(total)}</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
${calls.length > mostCalls ? `<p class="muted">${calls.length - mostCalls} more calls are not shown.</p>` : ''}
<h2>Code</h2><pre>${escape(run.code)}</pre>
<h2>What the model got</h2><pre>${escape(run.answer ?? '')}</pre>
<h2>Where values went</h2><ul>${flows.join('\n')}</ul>
</body></html>
`
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
