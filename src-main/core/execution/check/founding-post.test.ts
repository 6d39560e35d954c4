import { afterAll, describe, expect, it } from 'vitest'
import { skill, snippets } from '../../../../e2e/fixtures/founding-post.ts'
import { createCatalog } from '../../catalog/index.ts'
import { createChecker } from './index.ts'

/** The servers that the snippets of Anthropic's post "Code execution with MCP" (4 November 2025) name. */
function servers(): ReturnType<typeof createCatalog> {
  const catalog = createCatalog()
  const add = (name: string, tools: Record<string, Record<string, unknown>>): void =>
    catalog.setServer({
      name,
      title: name,
      description: '',
      kind: 'upstream',
      tools: Object.entries(tools).map(([tool, properties]) => ({
        name: tool,
        description: '',
        inputSchema: { type: 'object', properties, required: Object.keys(properties) },
      })),
    })
  const text = { type: 'string' }
  add('google-drive', { get_document: { documentId: text }, get_sheet: { sheetId: text } })
  add('salesforce', {
    update_record: { objectType: text, recordId: text, data: { type: 'object' } },
    query: { query: text },
  })
  add('slack', { get_channel_history: { channel: text } })
  return catalog
}

describe('the snippets of the founding post', () => {
  const checker = createChecker({
    catalog: servers(),
    skills: {
      names: () => ['save-sheet-as-csv'],
      read: (name) => (name === 'save-sheet-as-csv' ? skill : undefined),
    },
  })
  afterAll(() => checker.close())

  it.each(Object.entries(snippets))('pass unchanged: %s', async (_name, source) => {
    const { ok, problems } = await checker.check(source)
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(ok).toBe(true)
  })
})
