import { expect, it } from 'vitest'
import { fieldPattern, flowGraph } from './flow-graph.ts'
import type { FlowWay } from './flow-graph.ts'
import { waysOf } from './flow.ts'
import { foldRun } from './run-fold.ts'
import { sampleRun } from './sample-run.testing.ts'

const ways: FlowWay[] = [
  {
    token: '[EMAIL_1]',
    kind: 'EMAIL',
    source: { tool: 'gmail/search', path: '/messages/0/from' },
    line: 9,
    sink: { tool: 'slack/post', path: '/text' },
    outcome: 'tool',
  },
  {
    token: '[EMAIL_2]',
    kind: 'EMAIL',
    source: { tool: 'gmail/search', path: '/messages/1/from' },
    outcome: 'model',
  },
  { token: '[NAME_1]', kind: 'NAME', sink: { tool: 'hook/post', path: '/body' }, outcome: 'blocked' },
]

it('draws fields as patterns, kinds as one node, and what is unknown as not traced', () => {
  const graph = flowGraph(ways, true, 1000)
  const texts = graph.nodes.map((node) => `${node.column} ${node.label} ${node.detail} ${node.tokens}`)
  expect(texts).toContain('source gmail/search messages[].from 2')
  expect(texts).toContain('token EMAIL  2')
  expect(graph.nodes.filter((node) => node.untraced).map((node) => node.column)).toEqual(['source', 'code'])
  expect(graph.edges.filter((edge) => edge.blocked)).toHaveLength(2)
  expect(graph.edges.filter((edge) => edge.untraced).length).toBeGreaterThan(0)
})

it('is the same every time, within its width, no two nodes in one place', () => {
  const graph = flowGraph(ways, false, 900)
  expect(flowGraph(ways, false, 900)).toEqual(graph)
  expect(new Set(graph.nodes.map((node) => `${node.x},${node.y}`)).size).toBe(graph.nodes.length)
  for (const node of graph.nodes) expect(node.x + node.width).toBeLessThanOrEqual(900.01)
})

it('lights the whole path of a node and no other', () => {
  const graph = flowGraph(ways, false, 900)
  const lit = graph.related.get('1:[NAME_1]')
  expect(lit?.has('3:hook/post body')).toBe(true)
  expect(lit?.has('3:slack/post text')).toBe(false)
})

it('sums up what does not fit in a column', () => {
  const many = Array.from({ length: 40 }, (_, index): FlowWay => ({
    token: `[EMAIL_${index}]`,
    kind: 'EMAIL',
    source: { tool: `s/${index}`, path: '/a' },
    outcome: 'stayed',
  }))
  const sources = flowGraph(many, true, 900).nodes.filter((node) => node.column === 'source')
  expect(sources).toHaveLength(9)
  expect(sources.find((node) => node.label === '…')?.detail).toBe('32')
})

it('makes a way of every use, and of what stayed', () => {
  const model = foldRun(sampleRun.map((event, index) => ({ seq: index + 1, event })))
  const found = waysOf(model, 'answer with [EMAIL_1]')
  expect(found.filter((way) => way.token === '[EMAIL_1]').map((way) => way.outcome)).toEqual([
    'tool',
    'model',
  ])
  expect(waysOf(model, undefined, '[EMAIL_1]').every((way) => way.token === '[EMAIL_1]')).toBe(true)
  expect(fieldPattern('/a~1b/0/c')).toBe('a/b[].c')
})
