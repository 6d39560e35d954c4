/** Scripts to begin with; all of them run on an Athena without other servers. */
export const examples = [
  {
    id: 'memory',
    code: `import { recall, remember } from './servers/episodic'

await remember({ content: 'The quarterly report is due on the last Friday of March.', tags: ['example'] })
const found = await recall('quarterly report', 5)
console.log(found.length + ' memories')
return found
`,
  },
  {
    id: 'tools',
    code: `import { search_tools } from './servers/search_tools'

const found = await search_tools({ query: 'remember something', detailLevel: 'name+description' })
return found
`,
  },
  {
    id: 'filter',
    code: `const orders = Array.from({ length: 5000 }, (_, n) => ({ id: n, total: (n * 37) % 900, paid: n % 7 !== 0 }))
const open = orders.filter((order) => !order.paid && order.total > 800)
console.log(open.length + ' of ' + orders.length + ' orders are open')
return open.slice(0, 5)
`,
  },
] as const
