import { formatMessage } from '../pure/message.ts'
import type { MessageValues } from '../pure/message.ts'
import { pseudo } from '../pure/pseudo.ts'
import { en } from './en.ts'
import { language } from './language.ts'

/** Names of all messages; a missing one is a compile error. */
export type MessageKey = keyof typeof en

/** The text of a message, its places filled. */
export function t(key: MessageKey, values?: MessageValues): string {
  const text = formatMessage(en[key], values)
  return language === 'qps' ? pseudo(text) : text
}
