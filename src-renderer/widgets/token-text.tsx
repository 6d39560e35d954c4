import { Fragment, memo } from 'react'
import { splitSpans, splitTokens } from '../pure/vault-tokens.ts'
import { t } from '../text/t.ts'

interface TokenTextProps {
  text: string
  /** The token that is lit. */
  selected?: string | undefined
  /** Makes the chips buttons. */
  onToken?: ((token: string) => void) | undefined
}

/** Text as text, its vault tokens as chips. Nothing in it is ever read as markup. */
export const TokenText = memo(function TokenText({ text, selected, onToken }: TokenTextProps) {
  return (
    <>
      {splitTokens(text).map((piece, index) =>
        !piece.token ? (
          <Fragment key={index}>{piece.text}</Fragment>
        ) : onToken === undefined ? (
          <span key={index} className={`tok${piece.text === selected ? ' on' : ''}`}>
            {piece.text}
          </span>
        ) : (
          <button
            key={index}
            type="button"
            className="tok"
            aria-pressed={piece.text === selected}
            title={t('token.where')}
            onClick={() => onToken(piece.text)}
          >
            {piece.text}
          </button>
        ),
      )}
    </>
  )
})

interface MarkedTextProps {
  text: string
  spans: readonly { start: number; end: number; kind: string; reason: string }[]
}

/** Text with what a detector found in it marked; kind and reason are in the tooltip. */
export const MarkedText = memo(function MarkedText({ text, spans }: MarkedTextProps) {
  return (
    <>
      {splitSpans(text, spans).map((piece, index) =>
        piece.mark === undefined ? (
          <Fragment key={index}>{piece.text}</Fragment>
        ) : (
          <mark key={index} title={`${piece.mark.kind}: ${piece.mark.reason}`}>
            {piece.text}
          </mark>
        ),
      )}
    </>
  )
})
