import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'

/** Characters that are not seen, or that turn the direction of text; with them a description can say what it does not show. */
const invisible = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu
/** Sentences that speak to a model instead of describing a tool. */
const orders =
  /ignore (?:all|any|the|your|previous)|system prompt|do not (?:tell|mention|inform|ask) (?:the )?user|without (?:telling|asking|informing) the user|<important>|you must (?:always|first|never)|before (?:using|calling) (?:any|this|other) tools?|exfiltrat/i

/** A text that a server wrote, as text: what is not seen in it is made visible, what reads like an order is named. */
export function Untrusted({ text }: { text: string }) {
  const hidden = text.match(invisible)?.length ?? 0
  return (
    <>
      {hidden === 0 ? null : (
        <p className="strip-note warn" role="note">
          <Icon name="warn" small />
          {t('untrusted.hidden', { count: hidden })}
        </p>
      )}
      {orders.test(text) ? (
        <p className="strip-note warn" role="note">
          <Icon name="warn" small />
          {t('untrusted.orders')}
        </p>
      ) : null}
      <p className="untrusted">
        {text.replace(
          invisible,
          (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}⟩`,
        )}
      </p>
    </>
  )
}
