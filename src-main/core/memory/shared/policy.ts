import { AthenaError } from '../../../contract/errors.ts'
import type { MemoryStore } from '../database/store.ts'
import type { NewMemory } from '../database/rows.ts'

/** What may be stored in a scope; setting `policy:<scope>`, or `policy:*` for all. */
export interface PolicySetting {
  [key: string]: string[] | number | boolean
  /** Regular expressions; content that matches one is refused. */
  refuse: string[]
  /** Regular expressions; what matches is replaced by `[redacted]` before it is stored. */
  redact: string[]
  /** Greatest number of memories; 0 no limit. */
  maximumMemories: number
  /** Longest content in characters; 0 no limit beyond the built-in one. */
  maximumContent: number
  /** Days after which decay may move unpinned memories to the cold tier; 0 never by age alone. */
  retentionDays: number
  /** Whether clients should write what was said without being asked. */
  autoCapture: boolean
}

export const defaultPolicy: PolicySetting = {
  refuse: [],
  redact: [],
  maximumMemories: 0,
  maximumContent: 0,
  retentionDays: 0,
  autoCapture: false,
}

/** A policy made ready for use. */
export interface ActivePolicy {
  setting: PolicySetting
  redact(text: string): string
  refusal(text: string): string | undefined
}

/** The policy of a scope: its own, else that of all scopes, else none. */
export function readPolicy(store: MemoryStore, scope: string): ActivePolicy {
  const setting =
    store.setting<PolicySetting>(`policy:${scope}`) ??
    store.setting<PolicySetting>('policy:*') ??
    defaultPolicy
  const redact = setting.redact.map((source) => new RegExp(source, 'giu'))
  const refuse = setting.refuse.map((source) => new RegExp(source, 'iu'))
  return {
    setting,
    redact: (text) => redact.reduce((rest, pattern) => rest.replace(pattern, '[redacted]'), text),
    refusal: (text) => refuse.find((pattern) => pattern.test(text))?.source,
  }
}

/** Strips and checks what is about to be stored; CONFLICT with the rule that refused it. */
export function admit(store: MemoryStore, policy: ActivePolicy, memory: NewMemory): NewMemory {
  const content = policy.redact(memory.content)
  const refusal = policy.refusal(content)
  if (refusal !== undefined) {
    throw new AthenaError(
      'CONFLICT',
      `The policy of the scope ${memory.scope} refuses this content (rule /${refusal}/). See meta/policy.`,
    )
  }
  const { maximumContent, maximumMemories } = policy.setting
  if (maximumContent > 0 && content.length > maximumContent) {
    throw new AthenaError(
      'CONFLICT',
      `The policy of the scope ${memory.scope} allows ${maximumContent} characters, this has ${content.length}. See meta/policy.`,
    )
  }
  if (maximumMemories > 0) {
    const count = store.database
      .prepare('SELECT count(*) FROM memories WHERE scope = ? AND endedAt IS NULL')
      .pluck()
      .get(memory.scope) as number
    if (count >= maximumMemories) {
      throw new AthenaError(
        'CONFLICT',
        `The scope ${memory.scope} is full: its policy allows ${maximumMemories} memories. Forget some, or raise maximumMemories with meta/policy.`,
      )
    }
  }
  return { ...memory, content }
}
