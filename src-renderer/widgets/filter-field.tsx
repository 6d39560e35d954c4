import { useEffect, useId, useRef, useState } from 'react'
import { filterText, parseFilter } from '../pure/run-filter.ts'
import { t } from '../text/t.ts'
import { Icon } from './icon.tsx'

interface FilterFieldProps {
  label: string
  placeholder: string
  value: string
  onChange: (value: string) => void
  /** Offered while typing: whole terms such as `status:error`. */
  suggestions?: readonly string[]
  count?: string
}

/** Pause in typing after which the filter is applied. */
const pauseMs = 150

/** A filter: finished terms are chips, the last one is typed. `/` focuses it. */
export function FilterField({
  label,
  placeholder,
  value,
  onChange,
  suggestions = [],
  count,
}: FilterFieldProps) {
  const [text, setText] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  const list = useId()
  const applied = useRef(value)
  useEffect(() => {
    if (value !== applied.current) {
      applied.current = value
      setText(value)
    }
  }, [value])
  useEffect(() => {
    if (text.trim() === applied.current) return
    const timer = setTimeout(() => {
      applied.current = text.trim()
      onChange(applied.current)
    }, pauseMs)
    return () => clearTimeout(timer)
  }, [text, onChange])

  const terms = parseFilter(text)
  // A term is finished when something follows it; only terms with a field become chips.
  const open = /\s$/.test(text) ? undefined : terms.at(-1)
  const chips = terms.filter((term) => term !== open && term.field !== undefined)
  const rest = terms.filter((term) => !chips.includes(term))
  const typed = filterText(rest) + (/\s$/.test(text) && rest.length > 0 ? ' ' : '')
  const join = (tail: string) => [filterText(chips), tail].filter((part) => part !== '').join(' ')
  return (
    <div className="filter grow" role="search">
      <Icon name="filter" />
      {chips.map((term) => (
        <span className="facet" key={term.text}>
          {term.text}
          <button
            type="button"
            aria-label={t('filter.remove', { term: term.text })}
            onClick={() => {
              setText(filterText(terms.filter((one) => one !== term)))
              input.current?.focus()
            }}
          >
            <Icon name="x" small />
          </button>
        </span>
      ))}
      <input
        ref={input}
        data-filter
        type="text"
        aria-label={label}
        placeholder={chips.length === 0 ? placeholder : ''}
        list={list}
        autoComplete="off"
        spellCheck={false}
        maxLength={400}
        value={typed}
        onChange={(event) => setText(join(event.target.value))}
        onKeyDown={(event) => {
          const last = chips.at(-1)
          if (event.key === 'Backspace' && typed === '' && last !== undefined)
            setText(filterText(terms.filter((one) => one !== last)))
          else if (event.key === 'Enter' && typed.trim() !== '') setText(`${join(typed.trim())} `)
          else if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      <datalist id={list}>
        {suggestions.map((suggestion) => (
          <option key={suggestion} value={suggestion}>
            {suggestion}
          </option>
        ))}
      </datalist>
      {count === undefined ? null : <span className="count">{count}</span>}
    </div>
  )
}

/** Puts the focus into the filter of the screen that is shown. */
export function focusFilter(): void {
  document.querySelector<HTMLInputElement>('main input[data-filter]')?.focus()
}
