import type { Method, Params, Result } from '../../src-main/contract/methods.ts'
import { host } from '../link/host.ts'
import { useNotice } from './notice.ts'
import { asWireError } from './use-query.ts'

/** Makes a call for its effect. `then` follows a success; a failure goes to the notice of the shell. */
export function act<M extends Method>(
  method: M,
  params: Params<M>,
  then?: (result: Result<M>) => void,
): void {
  host.call(method, params).then(
    (result) => then?.(result),
    (error: unknown) => useNotice.setState({ notice: asWireError(error) }),
  )
}
