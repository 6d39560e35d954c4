import { formatMessage } from '../pure/message.ts'
import type { MessageValues } from '../pure/message.ts'
import { en } from './en.ts'

/** Names of all messages; a missing one is a compile error. */
export type MessageKey = keyof typeof en

/** The text of a message, its places filled. */
export function t(key: MessageKey, values?: MessageValues): string {
  return formatMessage(en[key], values)
}
