import { useState } from 'react'
import type { DemoResult } from '../../state/demo.ts'
import { formatBytes, formatCount, toolName } from '../../pure/format.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { MarkedText } from '../../widgets/token-text.tsx'

type Direct = DemoResult['direct'][number]

/** Characters of one result shown at first, and results shown of one tool. */
const firstChars = 1800
const firstResults = 3

/** Results of direct calls with their real values marked, tool by tool. */
export function DemoDirect({ direct }: { direct: readonly Direct[] }) {
  const tools = [...new Set(direct.map((one) => one.tool))]
  return tools.map((tool) => (
    <ToolResults key={tool} tool={tool} results={direct.filter((one) => one.tool === tool)} />
  ))
}

function ToolResults({ tool, results }: { tool: string; results: readonly Direct[] }) {
  const [shown, setShown] = useState(firstResults)
  const bytes = results.reduce((sum, one) => sum + one.bytes, 0)
  return (
    <div className="msg">
      <h3>
        <span className="k-tool kicon">
          <Icon name="wrench" small />
        </span>
        {toolName(tool)}
        <span>
          {t('demo.results', { count: results.length })} · {formatBytes(bytes)}
        </span>
      </h3>
      {results.slice(0, shown).map((one, index) => (
        <OneResult key={index} result={one} />
      ))}
      {shown < results.length ? (
        <button type="button" className="btn ghost sm" onClick={() => setShown(shown + 20)}>
          {t('demo.moreResults', { count: formatCount(results.length - shown) })}
        </button>
      ) : null}
    </div>
  )
}

function OneResult({ result }: { result: Direct }) {
  const [limit, setLimit] = useState(firstChars)
  const cut = result.text.length > limit
  return (
    <pre className="block">
      <MarkedText text={cut ? result.text.slice(0, limit) : result.text} spans={result.spans} />
      {cut ? (
        <button type="button" className="more" onClick={() => setLimit(limit + 20_000)}>
          {t('demo.moreText', { size: formatBytes(result.text.length - limit) })}
        </button>
      ) : null}
    </pre>
  )
}
