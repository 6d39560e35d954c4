import { AthenaError } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { Privacy } from './api.ts'
import { parseToken } from './detect/tokens.ts'
import { kindNamed } from './kinds/index.ts'
import type { Audit } from './vault/audit.ts'
import { persistentScope, sessionScope, type Entry, type Vault } from './vault/vault.ts'

/**
 * Answers what code may know about a token without seeing its value: its kind, the domain of an address, the last four
 * characters of a number, whether two tokens stand for the same value. A token is never compared with plain text, which
 * would let code guess values.
 *
 * @throws UNKNOWN_TOKEN for tokens this session may not use; BAD_ARGUMENTS for a question that does not fit the kind.
 */
export function answerQuestion(
  question: Parameters<Privacy['ask']>[0],
  session: string,
  vault: Vault,
  audit: Audit,
): Json {
  const entry = find(question.token, session, vault)
  if (question.op === 'kind') return entry.kind
  if (question.op === 'equals') {
    const other = find(question.other ?? '', session, vault)
    if (entry.id === other.id) return true
    const [a, b] = [plain(entry, vault), plain(other, vault)]
    return a === b
  }
  const value = vault.value(entry.id, entry.scope)
  if (question.op === 'domain') {
    if (entry.kind !== 'EMAIL') {
      throw new AthenaError(
        'BAD_ARGUMENTS',
        `pii.domain is for e-mail addresses; ${entry.token} is of kind ${entry.kind}.`,
      )
    }
    record()
    return value.slice(value.lastIndexOf('@') + 1).toLowerCase()
  }
  const characters = value.replace(/[^\p{L}\p{N}]/gu, '')
  // Four of six would be most of it.
  if (characters.length < 8 || entry.kind === 'SECRET') {
    throw new AthenaError(
      'BAD_ARGUMENTS',
      `pii.last4 is for numbers of eight characters and more; ${entry.token} is not one.`,
    )
  }
  record()
  return characters.slice(-4)

  function record(): void {
    audit.record('question', entry.token, { session, detail: question.op })
  }
}

function find(token: string, session: string, vault: Vault): Entry & { scope: string } {
  const parsed = parseToken(token)
  if (!parsed) {
    throw new AthenaError(
      'BAD_ARGUMENTS',
      'Expected a token such as [EMAIL_1]; the pii helpers do not take plain values.',
    )
  }
  const entry = vault.find(parsed.kind, parsed.number, [sessionScope(session), persistentScope])
  if (!entry)
    throw new AthenaError('UNKNOWN_TOKEN', `${token} stands for no value that this session may use.`)
  return entry
}

function plain(entry: Entry & { scope: string }, vault: Vault): string {
  const value = vault.value(entry.id, entry.scope)
  return kindNamed(entry.kind)?.normalise?.(value) ?? value.toLowerCase()
}
