import type { Caller } from '../gateway/api.ts'
import type { Decision, Policy } from '../gateway/index.ts'
import type { Privacy } from '../privacy/api.ts'

/** Answers that wait until the person at this computer has seen and released them. */
export interface Review {
  /** Why the answer of a run that called these tools waits; undefined when it may go at once. */
  reason(caller: Caller, tools: readonly string[]): string | undefined
  /** Shows the text exactly as it would be sent, and waits. Nobody answering is a no. */
  ask(caller: Caller, text: string, reason: string, signal: AbortSignal): Promise<Decision>
}

/** Makes the review over the switches of privacy and the approvals of the policy. */
export function createReview(privacy: Privacy, policy: Policy): Review {
  return {
    reason: ({ client, session }, tools) =>
      privacy.reviewReason(client, session, [...new Set(tools.map((tool) => tool.split('/')[0] ?? ''))]),
    ask: ({ execution, session, client }, text, reason, signal) =>
      policy.ask(
        {
          execution,
          session,
          client,
          tool: '',
          args: null,
          sentence: `The answer of this run waits for your review, because ${reason}. Released, it goes to ${client} exactly as shown.`,
          review: { text, reason },
        },
        signal,
      ),
  }
}

/** What a model is told instead of an answer that was not released. */
export function withheldText(decision: Decision, reason: string): string {
  const why = {
    user: 'the user looked at the answer and did not release it',
    timeout: 'nobody released it within 10 minutes',
    cancelled: 'the run was stopped while the answer waited',
  }[decision.by]
  return `WITHHELD: ${reason}, so the user reviews this answer before it is sent; ${why}. What the code did stays done. This is final: do not try to get at it another way. Tell the user.`
}
