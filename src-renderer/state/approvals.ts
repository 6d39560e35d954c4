import { create } from 'zustand'
import type { Params, Result } from '../../src-main/contract/methods.ts'
import { host } from '../link/host.ts'

export type Approval = Result<'approvals.list'>['approvals'][number]
export type Decision = Params<'approvals.decide'>['decision']

interface ApprovalsState {
  waiting: Approval[]
  /** Ids put aside with Esc: they wait on, the status bar shows them. */
  aside: ReadonlySet<string>
}

/** Calls that wait for the user. */
export const useApprovals = create<ApprovalsState>(() => ({ waiting: [], aside: new Set<string>() }))

async function read(): Promise<void> {
  try {
    useApprovals.setState({ waiting: (await host.call('approvals.list', {})).approvals })
  } catch {
    // Read again at the next connection.
  }
}

/** The topic carries the whole list, alone or as `{ approvals }`. */
function listOf(value: unknown): Approval[] {
  return Array.isArray(value)
    ? (value as Approval[])
    : ((value as { approvals?: Approval[] }).approvals ?? [])
}

/** Follows the list from now on. */
export function followApprovals(): void {
  host.onStatus((status) => {
    if (status.state === 'open') void read()
  })
  host.subscribe('approvals', {
    event: (value) => useApprovals.setState({ waiting: listOf(value) }),
    reset: () => void read(),
  })
}

/** Shows again what was put aside. */
export function showApprovals(): void {
  useApprovals.setState({ aside: new Set<string>() })
}

/** Leaves a call waiting and closes its sheet. */
export function putAside(id: string): void {
  useApprovals.setState((state) => ({ aside: new Set([...state.aside, id]) }))
}

/** Sends the decision. The host's next list no longer has the call. */
export async function decide(id: string, decision: Decision): Promise<void> {
  await host.call('approvals.decide', { id, decision })
  useApprovals.setState((state) => ({ waiting: state.waiting.filter((one) => one.id !== id) }))
}

/** Sends the form of a question to its server. */
export async function answerQuestion(
  id: string,
  content: Params<'approvals.answer'>['content'],
): Promise<void> {
  await host.call('approvals.answer', { id, content })
  useApprovals.setState((state) => ({ waiting: state.waiting.filter((one) => one.id !== id) }))
}
