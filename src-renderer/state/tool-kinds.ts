import { useMemo } from 'react'
import type { KindOfTool } from '../pure/timeline.ts'
import { useQuery } from './use-query.ts'

/** How each tool is drawn: memory, Athena's own, or a connected server's. */
export function useKindOfTool(): KindOfTool {
  const tree = useQuery('catalog.tree', {}, ['catalog'])
  return useMemo(() => {
    const kinds = new Map(tree.data?.servers.map((server) => [server.name, server.kind]))
    return (tool) => {
      const server = tool.split('/')[0] ?? ''
      const kind = kinds.get(server)
      return kind === 'memory' ? 'memory' : kind === 'athena' || server === 'athena' ? 'sandbox' : 'tool'
    }
  }, [tree.data])
}
