import { describe, expect, it } from 'vitest'
import type { ServerRow } from '../../src-main/contract/methods.ts'
import { treeCost, treeRows } from './tool-tree.ts'

function server(name: string, tools: string[]): ServerRow {
  return {
    name,
    title: name,
    description: '',
    kind: 'upstream',
    state: 'running',
    detail: '',
    trusted: false,
    rejected: [],
    tools: tools.map((tool, index) => ({
      id: `${name}/${tool}`,
      name: tool,
      exportName: tool,
      file: `${tool}.ts`,
      description: `Does ${tool}`,
      enabled: index === 0,
      tokens: 100,
    })),
  }
}
const servers = [server('github', ['list', 'create']), server('gmail', ['search', 'send'])]
const ids = (rows: ReturnType<typeof treeRows>) => rows.map((row) => row.id)

describe('treeRows', () => {
  it('shows the tools of open servers', () => {
    expect(ids(treeRows(servers, new Set(['gmail']), ''))).toEqual([
      'github',
      'gmail',
      'gmail/search',
      'gmail/send',
    ])
  })
  it('opens what fits a search and leaves out the rest', () => {
    expect(ids(treeRows(servers, new Set(), 'does sea'))).toEqual(['gmail', 'gmail/search'])
    expect(ids(treeRows(servers, new Set(), 'nothing'))).toEqual([])
  })
  it('shows just the hits of the host', () => {
    expect(ids(treeRows(servers, new Set(), '', new Set(['github/create'])))).toEqual([
      'github',
      'github/create',
    ])
  })
  it('counts places among those that are shown', () => {
    const row = treeRows(servers, new Set(), 'send').at(-1)
    expect([row?.position, row?.siblings]).toEqual([1, 1])
  })
  it('adds up what agents are shown', () =>
    expect(treeCost(servers)).toEqual({ on: 200, all: 400, tools: 4 }))
})
