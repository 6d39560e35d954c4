/** Start options of the supervisor, given by its launcher as JSON in the first argument. Nothing an agent sends gets here. */
export interface SupervisorOptions {
  /** The Node that runs the runners; the supervisor's own where it is a plain Node. */
  nodePath?: string
  /** Tests of the self-test: layers to leave out, as if the kernel lacked them. */
  without?: ('seccomp' | 'landlock')[]
  /** Attack bench: rules off, printing and second parser kept. */
  rulesOff?: boolean
  /** Attack bench: a runner of the test build that gives its realm away. */
  realmLost?: boolean
}

export function readOptions(text: string | undefined): SupervisorOptions {
  if (!text) return {}
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null ? (value as SupervisorOptions) : {}
}
