import { describe, expect, it } from 'vitest'
import { copyCall, copyRun } from './copy-as.ts'
import type { RunCall } from './run-fold.ts'

const call: RunCall = {
  id: 'a',
  tool: 'gmail/search_mail',
  line: 4,
  argsRef: 'r1',
  preview: '',
  askedAt: 10,
  endedAt: 110,
  ok: true,
  bytes: 2000,
  tokens: 5,
  holds: [],
  minted: 0,
  resolved: 0,
  blocked: 0,
}
const copied = { call, args: '{"q":"it\'s ```late```"}', result: '{"n":1}' }

describe('a call is copied', () => {
  it('as JSON with its result', () =>
    expect(JSON.parse(copyCall(copied, 'json', ''))).toEqual({
      tool: 'gmail/search_mail',
      arguments: { q: "it's ```late```" },
      result: { n: 1 },
    }))
  it('as the TypeScript an agent would write', () =>
    expect(copyCall(copied, 'typescript', '')).toBe(
      `import { searchMail } from './servers/gmail'\n\nconst result = await searchMail({\n  "q": "it's \`\`\`late\`\`\`"\n})\n`,
    ))
  it('as a shell command whose quotes hold', () => {
    const text = copyCall(copied, 'curl', 'http://127.0.0.1:1/mcp')
    const body = /-d '(.*)'$/s.exec(text)?.[1]?.replaceAll(String.raw`'\''`, "'")
    expect(JSON.parse(body ?? '')).toMatchObject({
      method: 'tools/call',
      params: {
        name: 'call_tool',
        arguments: { tool: 'gmail/search_mail', arguments: { q: "it's ```late```" } },
      },
    })
  })
  it('as Markdown that its own text cannot break', () =>
    expect(copyCall(copied, 'markdown', '')).toContain('````json\n{\n  "q": "it\'s ```late```"\n}\n````'))
})

it('a run is copied with its code, tools and answer', () => {
  const text = copyRun({
    title: 'Late',
    status: 'ok',
    durationMs: 110,
    code: 'return 1',
    answer: 'ok · 1',
    calls: [call, { ...call, id: 'b', ok: false }],
  })
  expect(text).toContain('- gmail.search_mail ×2, 1 failed, 4.0 kB')
  expect(text).toContain('```ts\nreturn 1\n```')
})
