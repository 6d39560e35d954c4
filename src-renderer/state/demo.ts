import { create } from 'zustand'
import type { WireError } from '../../src-main/contract/errors.ts'
import type { Result } from '../../src-main/contract/methods.ts'
import { host } from '../link/host.ts'
import { navigate } from './route.ts'
import { asWireError } from './use-query.ts'

export type DemoResult = Result<'demo.run'>

interface DemoState {
  result?: DemoResult
  error?: WireError
  /** When the run that is going on began. */
  runningSince?: number
  removed?: boolean
}

/** The demo's last outcome in this page; it stays when the user looks at another screen. */
export const useDemo = create<DemoState>(() => ({}))

/** Runs the demo: a real script in the real sandbox. */
export async function runDemo(): Promise<void> {
  if (useDemo.getState().runningSince !== undefined) return
  // The demo has a place of its own: it stays in view when Athena is no longer empty.
  navigate('home', 'demo')
  const { result } = useDemo.getState()
  useDemo.setState({ ...(result === undefined ? {} : { result }), runningSince: Date.now() }, true)
  try {
    useDemo.setState({ result: await host.call('demo.run', {}) }, true)
  } catch (error) {
    useDemo.setState({ ...(result === undefined ? {} : { result }), error: asWireError(error) }, true)
  }
}

/** Deletes the demo's server and everything it left. */
export async function removeDemo(): Promise<void> {
  try {
    await host.call('demo.remove', {})
    useDemo.setState({ removed: true }, true)
  } catch (error) {
    useDemo.setState({ error: asWireError(error) })
  }
}
