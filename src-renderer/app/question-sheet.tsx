import { useEffect, useRef, useState } from 'react'
import { answerQuestion, decide, putAside } from '../state/approvals.ts'
import type { Approval } from '../state/approvals.ts'
import { asWireError } from '../state/use-query.ts'
import { formatDuration } from '../pure/format.ts'
import { routeHash } from '../state/route.ts'
import { t } from '../text/t.ts'
import { Dialog } from '../widgets/dialog.tsx'
import { useNow } from '../widgets/now.tsx'
import { TokenText } from '../widgets/token-text.tsx'

type Question = NonNullable<Approval['question']>
type Field = Question['fields'][number]
type Value = string | boolean | string[]

/** Nothing is sent by what was typed before the sheet appeared. */
const settleMs = 600

/** A form that a server wants filled in while it works on a call. */
export function QuestionSheet({ approval, question }: { approval: Approval; question: Question }) {
  const now = useNow()
  const [ready, setReady] = useState(false)
  const [sending, setSending] = useState(false)
  const [failure, setFailure] = useState('')
  const [values, setValues] = useState<Record<string, Value>>(() =>
    Object.fromEntries(question.fields.map((field) => [field.name, preset(field)])),
  )
  const decline = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const timer = setTimeout(() => setReady(true), settleMs)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => {
    if (ready) decline.current?.focus()
  }, [ready])

  function run(work: Promise<void>): void {
    setSending(true)
    setFailure('')
    work.catch((error: unknown) => {
      setSending(false)
      setFailure(asWireError(error).message)
    })
  }
  const left = Math.max(0, approval.expiresAt - now)
  const blocked = !ready || sending
  return (
    <Dialog
      title={t('question.title', { server: question.server })}
      role="alertdialog"
      describedBy="question-text"
      onClose={() => putAside(approval.id)}
    >
      <form
        className="approval"
        onSubmit={(event) => {
          event.preventDefault()
          if (!blocked) run(answerQuestion(approval.id, filled(question.fields, values)))
        }}
      >
        <p id="question-text" className="question-text">
          <TokenText text={approval.sentence} />
        </p>
        {question.fields.map((field) => (
          <FormField
            key={field.name}
            field={field}
            value={values[field.name] ?? ''}
            onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
          />
        ))}
        <dl className="dl">
          <dt>{t('question.tool')}</dt>
          <dd>
            {approval.tool} · <a href={routeHash('run', approval.execution)}>{approval.execution}</a>
            {approval.line === undefined ? null : ` · ${t('run.line', { line: approval.line })}`}
          </dd>
        </dl>
        <p className="muted small">{t('question.about')}</p>
        {failure === '' ? null : (
          <p className="strip-note error block-text" role="alert">
            {failure}
          </p>
        )}
        <div className="sheet-actions">
          <span className="muted small grow">
            {t('question.timeout', { time: formatDuration(Math.round(left / 1000) * 1000) })}
          </span>
          <button
            ref={decline}
            type="button"
            className="btn"
            disabled={blocked}
            onClick={() => run(decide(approval.id, 'deny'))}
          >
            {t('question.decline')}
          </button>
          <button type="submit" className="btn primary" disabled={blocked}>
            {t('question.send')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function FormField({
  field,
  value,
  onChange,
}: {
  field: Field
  value: Value
  onChange: (value: Value) => void
}) {
  const hint = field.description === undefined ? null : <small className="muted">{field.description}</small>
  const label = (
    <span>
      {field.title}
      {field.required ? null : <small className="faint"> {t('question.optional')}</small>}
    </span>
  )
  if (field.type === 'boolean') {
    return (
      <label className="field check">
        <span>
          <input
            type="checkbox"
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
          />{' '}
          {field.title}
        </span>
        {hint}
      </label>
    )
  }
  if (field.type === 'choices') {
    const chosen = Array.isArray(value) ? value : []
    return (
      <fieldset className="field check">
        <legend>{label}</legend>
        {(field.options ?? []).map((option) => (
          <label key={option.value}>
            <input
              type="checkbox"
              checked={chosen.includes(option.value)}
              onChange={(event) =>
                onChange(
                  event.target.checked
                    ? [...chosen, option.value]
                    : chosen.filter((one) => one !== option.value),
                )
              }
            />{' '}
            {option.label}
          </label>
        ))}
        {hint}
      </fieldset>
    )
  }
  return (
    <label className="field">
      {label}
      {field.type === 'choice' ? (
        <select
          className="input"
          required={field.required}
          value={String(value)}
          onChange={(event) => onChange(event.target.value)}
        >
          <option value="">{t('question.none')}</option>
          {(field.options ?? []).map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : (
        <input
          className="input"
          type={inputType(field)}
          step={field.type === 'number' ? 'any' : undefined}
          required={field.required}
          autoComplete="off"
          value={String(value)}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {hint}
    </label>
  )
}

function inputType(field: Field): string {
  if (field.type === 'number' || field.type === 'integer') return 'number'
  const known: Record<string, string> = { email: 'email', uri: 'url', date: 'date' }
  return known[field.format ?? ''] ?? 'text'
}

function preset(field: Field): Value {
  if (field.type === 'boolean') return field.default === true
  if (field.type === 'choices') return Array.isArray(field.default) ? field.default : []
  return field.default === undefined || Array.isArray(field.default) ? '' : String(field.default)
}

/** Fields that were left empty are left out; the host makes numbers of texts. */
function filled(fields: readonly Field[], values: Record<string, Value>): Record<string, Value> {
  const content: Record<string, Value> = {}
  for (const field of fields) {
    const value = values[field.name] ?? ''
    if (value === '' || (Array.isArray(value) && value.length === 0 && !field.required)) continue
    content[field.name] = value
  }
  return content
}
