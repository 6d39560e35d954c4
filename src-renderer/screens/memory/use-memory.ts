import { host } from '../../link/host.ts'
import { announce } from '../../state/announce.ts'
import { useNotice } from '../../state/notice.ts'
import { asWireError, useQuery } from '../../state/use-query.ts'
import type { Query } from '../../state/use-query.ts'
import { useUndo } from './undo.ts'

/** A reading operation of the memory as a view needs it. `args` null: nothing is asked. Asked again after runs, which may write. */
export function useMemory<T>(operation: string, args: Record<string, unknown> | null): Query<T> {
  const query = useQuery('memory.call', args === null ? null : { operation, args }, ['runs'])
  return { ...query, data: query.data === undefined ? undefined : (query.data.value as T) }
}

/** Makes a write; it can be undone from the strip as long as another one does not follow. */
export async function writeMemory(
  operation: string,
  args: Record<string, unknown>,
  done: string,
): Promise<Record<string, unknown> | undefined> {
  try {
    const { value } = await host.call('memory.call', { operation, args })
    const answer = value as Record<string, unknown>
    const opId = answer['opId']
    announce(done)
    useUndo.setState({ last: { text: done, ...(typeof opId === 'string' ? { opId } : {}) } })
    return answer
  } catch (error) {
    useNotice.setState({ notice: asWireError(error) })
    return undefined
  }
}
