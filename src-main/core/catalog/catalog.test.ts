import { describe, expect, it } from 'vitest'
import { AthenaError } from '../../contract/errors.ts'
import { type ServerDefinition, type ToolDefinition, createCatalog } from './index.ts'

function tool(name: string, rest: Partial<ToolDefinition> = {}): ToolDefinition {
  return {
    name,
    description: `Does ${name}.`,
    inputSchema: { type: 'object', properties: { id: { type: 'string' } } },
    ...rest,
  }
}

function server(
  name: string,
  tools: ToolDefinition[],
  rest: Partial<ServerDefinition> = {},
): ServerDefinition {
  return { name, title: name, description: `The ${name} server.`, kind: 'upstream', tools, ...rest }
}

describe('the catalogue', () => {
  it('writes a file for a tool, an index and a description for a server, and one for the tree', () => {
    const catalog = createCatalog()
    catalog.setServer(server('google-drive', [tool('get_document', { annotations: { readOnlyHint: true } })]))
    expect(catalog.listFiles()).toEqual([
      '/README.md',
      '/servers/google-drive/README.md',
      '/servers/google-drive/get_document.ts',
      '/servers/google-drive/index.ts',
      '/servers/search_tools.ts',
    ])
    expect(catalog.readFile('/servers/google-drive/get_document.ts'))
      .toBe(`export interface GetDocumentInput {
  id?: string
}

/** Does get_document. Tool \`google-drive/get_document\`, declared read-only. Result not declared: shapeOf(result) shows it. */
export async function getDocument(input?: GetDocumentInput): Promise<any> {
  return callMCPTool('google-drive/get_document', input ?? {})
}
`)
    expect(catalog.readFile('/servers/google-drive/index.ts')).toContain("export * from './get_document.ts'")
    expect(catalog.readFile('/README.md')).toContain(
      '- `/servers/google-drive` (1): The google-drive server.',
    )
    expect(catalog.readFile('/servers/google-drive/../x')).toBeUndefined()
  })

  it('lets built-in tools be called by position', () => {
    const catalog = createCatalog()
    const inputSchema = {
      type: 'object',
      properties: {
        query: { type: 'string' },
        limit: { type: 'number' },
        tags: { type: 'array', items: { type: 'string' } },
      },
      required: ['query'],
    }
    catalog.setServer(
      server('episodic', [tool('recall', { inputSchema, positional: ['query', 'limit'] })], {
        kind: 'memory',
      }),
    )
    expect(catalog.declaration('episodic/recall')).toContain(
      "function recall(query: RecallInput['query'], limit?: RecallInput['limit']): Promise<any>\n" +
        "function recall(query: RecallInput['query'], rest: Omit<RecallInput, 'query'>): Promise<any>\n" +
        'function recall(input: RecallInput): Promise<any>\n',
    )
    expect(catalog.readFile('/servers/episodic/recall.ts')).toContain(
      "callMCPTool('episodic/recall', typeof first === 'object' ? first : { query: first, ...(typeof limit === 'object' ? limit : { limit }) })",
    )
    expect(catalog.module('./servers/episodic')).toEqual({
      kind: 'server',
      exports: { recall: { tool: 'episodic/recall', positional: ['query', 'limit'] } },
    })
  })

  it('finds a tool under every spelling that models write', () => {
    const catalog = createCatalog()
    catalog.setServer(server('google-drive', [tool('get_document'), tool('export')]))
    const spellings = [
      'google-drive/get_document',
      'google-drive.get_document',
      'google_drive__get_document',
      'google-drive/getDocument',
      'mcp__google-drive__get_document',
      'GoogleDrive/GetDocument',
    ]
    expect(spellings.map((spelling) => catalog.resolve(spelling).id)).toEqual(
      spellings.map(() => 'google-drive/get_document'),
    )
    expect(catalog.resolve('google-drive/export').exportName).toBe('export_')
    expect(() => catalog.resolve('google-drive/get_documnet')).toThrow(
      /The nearest: google-drive\/get_document/,
    )
    expect(() => catalog.resolve('nothing')).toThrow(AthenaError)
  })

  it('resolves imports of a server, of one file, of the search and of files', () => {
    const catalog = createCatalog()
    catalog.setServer(server('google-drive', [tool('get_document'), tool('list')]))
    const whole = [
      './servers/google-drive',
      '../servers/google-drive/index.js',
      '/servers/google-drive/index.ts',
      'servers/google_drive',
      '@/servers/google-drive',
    ]
    for (const specifier of whole) {
      const module = catalog.module(specifier)
      expect(module?.kind === 'server' && Object.keys(module.exports), specifier).toEqual([
        'getDocument',
        'list',
      ])
    }
    expect(catalog.module('./servers/google-drive/getDocument')).toEqual({
      kind: 'server',
      exports: { getDocument: { tool: 'google-drive/get_document' } },
    })
    expect(catalog.canonicalPath('./servers/google-drive/getDocument.js')).toBe(
      '/servers/google-drive/get_document.ts',
    )
    const search = catalog.module('./servers/search_tools')
    expect(search?.kind === 'server' && search.exports['searchTools']?.tool).toBe('athena/search_tools')
    for (const name of ['fs', 'fs/promises', 'node:fs', 'node:fs/promises'])
      expect(catalog.module(name)).toEqual({ kind: 'fs' })
    for (const name of ['./servers/other', 'axios', './servers/google-drive/other', '/etc/passwd'])
      expect(catalog.module(name)).toBeUndefined()
  })

  it('loses one tool to a bad definition, never the server', () => {
    const catalog = createCatalog()
    const bad = { name: 'broken', description: 'x', inputSchema: [] } as unknown as ToolDefinition
    catalog.setServer(
      server('mixed', [
        tool('good'),
        bad,
        tool('good'),
        tool(''),
        tool('tricky\u202e'),
        tool('x'.repeat(400)),
        tool('string_input', { inputSchema: { type: 'string' } }),
        tool('no_type', { inputSchema: {} }),
      ]),
    )
    const [mixed] = catalog.servers()
    expect(mixed?.tools.map(({ name }) => name)).toEqual(['good', 'no_type'])
    expect(mixed?.rejected.map(({ reason }) => reason)).toEqual([
      'its input schema is not an object',
      'the server lists this name twice; the first one is kept',
      'it has no name',
      'its name holds control or invisible characters',
      'its name is longer than 256 characters',
      'its input schema is of type "string", not object',
    ])
    expect(() => catalog.setServer(server('../evil', []))).toThrow(/cannot be a folder/)
  })

  it('keeps names that collide, are reserved, or try to leave the folder apart', () => {
    const catalog = createCatalog()
    catalog.setServer(
      server('odd', [
        tool('get_user'),
        tool('get-user'),
        tool('GetUser'),
        tool('../get'),
        tool('delete'),
        tool('y'.repeat(200)),
      ]),
    )
    const tools = catalog.servers()[0]?.tools ?? []
    expect(new Set(tools.map(({ exportName }) => exportName.toLowerCase())).size).toBe(6)
    expect(new Set(tools.map(({ file }) => file.toLowerCase())).size).toBe(6)
    expect(tools.every(({ file }) => /^[\w-]+\.ts$/.test(file))).toBe(true)
    expect(tools.map(({ exportName }) => exportName).slice(0, 5)).toEqual([
      'getUser',
      'getUser_2',
      'getUser_3',
      'get',
      'delete_',
    ])
  })

  it('takes in a schema that is nested beyond reason', () => {
    let deep: Record<string, unknown> = {}
    for (let level = 0; level < 20_000; level++) deep = { a: deep }
    const catalog = createCatalog()
    catalog.setServer(
      server('deep', [
        tool('one', { inputSchema: { type: 'object', properties: { a: { default: deep } } } }),
        tool('two'),
      ]),
    )
    expect(catalog.declaration('deep/one')).toContain('function one(')
    expect(catalog.servers()[0]?.tools[0]?.degraded.join()).toContain('cannot be written')
    expect(catalog.search({ queries: ['two'], detailLevel: 'name', limit: 1, offset: 0 }).hits[0]?.tool).toBe(
      'deep/two',
    )
  })

  it('holds a server of 5,000 tools', () => {
    const catalog = createCatalog()
    catalog.setServer(
      server(
        'wide',
        Array.from({ length: 5_000 }, (_, index) => tool(`do_${index}${'_'.repeat(index % 3)}`)),
      ),
    )
    expect(catalog.listFiles()).toHaveLength(5_004)
    expect(catalog.resolve('wide/do_4999_').exportName).toBe('do4999')
    expect(
      catalog.search({ queries: ['do 4999'], detailLevel: 'name', limit: 1, offset: 0 }).hits[0]?.tool,
    ).toBe('wide/do_4999_')
  })

  it('hides tools that are switched off, and remembers it when the server comes back', () => {
    const catalog = createCatalog()
    catalog.setServer(server('a', [tool('one'), tool('two')]))
    let changes = 0
    catalog.onChange(() => changes++)
    catalog.setEnabled('a/one', false)
    catalog.setServer(server('a', [tool('one'), tool('two')]))
    expect(changes).toBe(2)
    expect(catalog.module('./servers/a/one')).toBeUndefined()
    expect(catalog.readFile('/servers/a/index.ts')).not.toContain('one')
    expect(
      catalog
        .search({ queries: ['one'], detailLevel: 'name', limit: 5, offset: 0 })
        .hits.map((hit) => hit.tool),
    ).not.toContain('a/one')
  })

  it('learns the structure of results and keeps no value of them', () => {
    const catalog = createCatalog()
    catalog.setServer(server('a', [tool('one')]))
    catalog.observe('a/one', {
      rows: [{ mail: 'anna@example.com', n: 1 }],
      byDay: { '2026-01-01': 3, '2026-01-02': 4 },
    })
    catalog.observe('a/one', { rows: [{ mail: 'bert@example.com' }], byDay: {} })
    const text = catalog.readFile('/servers/a/one.ts') ?? ''
    expect(text).toContain('/** Learned from 2 calls; unverified. Structure only. */')
    expect(text.replace(/\s+/g, ' ')).toContain('rows: { mail: string n?: number }[]')
    expect(text).toContain('byDay: { [key: string]: number }')
    expect(text).toContain('Promise<any /* OneSeen */>')
    expect(text).not.toMatch(/example\.com|2026/)
  })

  it('learns from the beginning of a huge result only, and gives what it learned to a later start', () => {
    const catalog = createCatalog()
    catalog.setServer(server('a', [tool('one')]))
    const wide = (depth: number): unknown =>
      depth === 0 ? 1 : Array.from({ length: 10 }, () => wide(depth - 1))
    catalog.observe('a/one', { rows: wide(5), name: 'x' })
    const later = createCatalog()
    later.setServer(server('a', [tool('one')]))
    later.restoreLearned(structuredClone(catalog.learned()))
    expect(later.readFile('/servers/a/one.ts')).toBe(catalog.readFile('/servers/a/one.ts'))
    expect(later.readFile('/servers/a/one.ts')).toContain('rows: number[][][][][]')
  })
})

describe('search', () => {
  function filled(): ReturnType<typeof createCatalog> {
    const catalog = createCatalog()
    catalog.setServer(
      server('github', [
        tool('create_issue', { description: 'Opens a new issue in a repository.' }),
        tool('list_issues', { description: 'Lists the issues of a repository.' }),
        tool('merge_pull_request', { description: 'Merges a pull request.' }),
        tool('get_file', { description: 'Reads a file.' }),
      ]),
    )
    catalog.setServer(
      server('slack', [tool('post_message', { description: 'Posts a message to a channel.' })]),
    )
    catalog.setServer(
      server('episodic', [tool('recall', { description: 'Finds memories by meaning and time.' })], {
        kind: 'memory',
      }),
    )
    return catalog
  }

  it('ranks the tool that does it first, with counts', () => {
    const answer = filled().search({
      queries: ['open a new issue'],
      detailLevel: 'name+description',
      limit: 3,
      offset: 0,
    })
    expect(answer.hits[0]).toMatchObject({
      tool: 'github/create_issue',
      exportName: 'createIssue',
      importFrom: './servers/github',
      description: 'Opens a new issue in a repository.',
    })
    expect(answer.of).toBe(6)
  })

  it('understands other words for the same act, other endings and parts of identifiers', () => {
    const catalog = filled()
    const first = (query: string): string | undefined =>
      catalog.search({ queries: [query], detailLevel: 'name', limit: 1, offset: 0 }).hits[0]?.tool
    expect(first('send slack text')).toBe('slack/post_message')
    expect(first('merging pull requests')).toBe('github/merge_pull_request')
    expect(first('postMessage')).toBe('slack/post_message')
    expect(first('remembering')).toBe('episodic/recall')
  })

  it('merges several queries so that each has its best hit near the top', () => {
    const answer = filled().search({
      queries: ['merge pull request', 'post message'],
      detailLevel: 'name',
      limit: 2,
      offset: 0,
    })
    expect(answer.hits.map((hit) => hit.tool).toSorted()).toEqual([
      'github/merge_pull_request',
      'slack/post_message',
    ])
  })

  it('gives declarations when few tools match, and at full-schema', () => {
    const catalog = filled()
    const few = catalog.search({ queries: ['memories'], detailLevel: 'name', limit: 10, offset: 0 })
    expect(few.total).toBeLessThanOrEqual(3)
    expect(few.hits[0]?.declaration).toContain('function recall')
  })

  it('gives the servers without a query, the tools of a category, and nearest names on no hit', () => {
    const catalog = filled()
    const overview = catalog.search({ queries: [], detailLevel: 'name', limit: 10, offset: 0 })
    expect(overview.servers).toEqual([
      { name: 'episodic', title: 'episodic', tools: 1 },
      { name: 'github', title: 'github', tools: 4 },
      { name: 'slack', title: 'slack', tools: 1 },
    ])
    expect(
      catalog
        .search({ queries: [], category: 'memory', detailLevel: 'name', limit: 10, offset: 0 })
        .hits.map((hit) => hit.tool),
    ).toEqual(['episodic/recall'])
    expect(
      catalog.search({ queries: ['issue'], category: 'slack', detailLevel: 'name', limit: 10, offset: 0 })
        .total,
    ).toBe(0)
    expect(
      catalog.search({ queries: ['repositry'], detailLevel: 'name', limit: 1, offset: 0 }).hits[0]?.tool,
    ).toContain('issue')
    const none = catalog.search({ queries: ['rcal'], detailLevel: 'name', limit: 10, offset: 0 })
    expect(none).toMatchObject({ hits: [], total: 0 })
    expect(none.nearest?.[0]).toBe('episodic/recall')
  })
})
