import { AthenaError } from '../../contract/errors.ts'
import type { JsonSchema } from '../../contract/json.ts'
import type { Clock, Ids } from '../ports.ts'
import type { Approval, QuestionAnswer } from './api.ts'
import { type FormField, readForm } from './form-fields.ts'
import { approvalMs } from './policy.ts'

/** Most questions of one server that wait at once; more are taken back unseen. */
const maxOfServer = 5

/** Questions that servers put to the user while a call of theirs runs (MCP elicitation), until they are answered. */
export interface Questions {
  /**
   * Waits for the user. `cancel` after ten minutes, when the call is cut off, or when the server has too many questions open. `question` is
   * what the user sees, with tokens in place of values; `form` is what the server asked for.
   */
  ask(
    question: Omit<Approval, 'id' | 'args' | 'createdAt' | 'expiresAt'> &
      Required<Pick<Approval, 'question'>>,
    form: { fields: FormField[]; schema: JsonSchema },
    signal: AbortSignal,
  ): Promise<QuestionAnswer>
  /** As they stand beside calls that wait for an approval, oldest first. */
  list(): Approval[]
  has(id: string): boolean
  /** Sends the form. @throws NOT_FOUND; BAD_ARGUMENTS naming the fields, and the question waits on. */
  answer(id: string, content: Record<string, unknown>): void
  /** Says no. @throws NOT_FOUND */
  decline(id: string): void
  onChange(listener: () => void): () => void
}

interface Open {
  approval: Approval
  form: { fields: FormField[]; schema: JsonSchema }
  settle: (answer: QuestionAnswer) => void
}

/** Keeps open questions in memory: they do not outlive the call that asked. */
export function createQuestions({ clock, ids }: { clock: Clock; ids: Ids }): Questions {
  const open = new Map<string, Open>()
  const listeners = new Set<() => void>()
  const tell = (): void => {
    for (const listener of listeners) listener()
  }

  function get(id: string): Open {
    const found = open.get(id)
    if (found) return found
    throw new AthenaError(
      'NOT_FOUND',
      `No question waits under the id ${id.slice(0, 64)}. It may have been answered already, or have lapsed.`,
    )
  }

  return {
    ask(asked, form, signal) {
      const { server } = asked.question
      const ofServer = [...open.values()].filter(({ approval }) => approval.question?.server === server)
      if (ofServer.length >= maxOfServer || signal.aborted) return Promise.resolve({ action: 'cancel' })
      const now = clock.now()
      const approval: Approval = {
        ...asked,
        id: ids.next('q'),
        args: null,
        createdAt: now,
        expiresAt: now + approvalMs,
      }
      return new Promise((resolve) => {
        const settle = (answer: QuestionAnswer): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', onAbort)
          open.delete(approval.id)
          tell()
          resolve(answer)
        }
        const onAbort = (): void => settle({ action: 'cancel' })
        const timer = setTimeout(onAbort, approvalMs)
        timer.unref()
        signal.addEventListener('abort', onAbort, { once: true })
        open.set(approval.id, { approval, form, settle })
        tell()
      })
    },

    list: () => [...open.values()].map(({ approval }) => approval),
    has: (id) => open.has(id),

    answer(id, given) {
      const { approval, form, settle } = get(id)
      const shown = approval.question?.fields ?? []
      const { content, problems } = readForm(form.fields, form.schema, asOffered(given, shown, form.fields))
      if (problems.length > 0) {
        throw new AthenaError(
          'BAD_ARGUMENTS',
          `The answer was not sent:\n${problems.map((one) => `- ${one}`).join('\n')}`,
        )
      }
      settle({ action: 'accept', content })
    },

    decline: (id) => get(id).settle({ action: 'decline' }),

    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** Choices and presets that the user was shown with tokens in them, as the server wrote them. */
function asOffered(
  given: Record<string, unknown>,
  shown: readonly FormField[],
  offered: readonly FormField[],
): Record<string, unknown> {
  const content = { ...given }
  for (const [index, field] of offered.entries()) {
    const seen = shown[index]
    if (seen === undefined || !Object.hasOwn(content, field.name)) continue
    const back = new Map<unknown, unknown>([
      [seen.default, field.default],
      ...(seen.options ?? []).map(({ value }, at) => [value, field.options?.[at]?.value] as const),
    ])
    const value = content[field.name]
    const original = (one: unknown): unknown =>
      typeof one === 'string' && back.has(one) ? back.get(one) : one
    content[field.name] = Array.isArray(value) ? value.map(original) : original(value)
  }
  return content
}
