import { expect, it } from 'vitest'
import { layoutGraph } from './graph-layout.ts'

const names = new Map(['a', 'b', 'c', 'd', 'e'].map((id) => [id, id.toUpperCase()]))
const edges = [
  { id: '1', from: 'a', to: 'b', label: 'knows' },
  { id: '2', from: 'b', to: 'c', label: 'knows' },
  { id: '3', from: 'a', to: 'a', label: 'is' },
]

it('lies the same each time, apart, connected things nearer, all within reach', () => {
  const nodes = layoutGraph(names, edges)
  expect(layoutGraph(new Map([...names].toReversed()), edges)).toEqual(nodes)
  const place = (id: string) => nodes.find((node) => node.id === id) ?? { x: NaN, y: NaN }
  const between = (a: string, b: string) => Math.hypot(place(a).x - place(b).x, place(a).y - place(b).y)
  for (const a of names.keys())
    for (const b of names.keys()) if (a < b) expect(between(a, b), `${a} ${b}`).toBeGreaterThan(60)
  expect(between('a', 'b')).toBeLessThan(between('a', 'd'))
  for (const node of nodes) expect(Math.hypot(node.x, node.y)).toBeLessThan(1500)
  expect(layoutGraph(new Map(), [])).toEqual([])
})
