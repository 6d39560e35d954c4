import { useId, useState } from 'react'
import { fieldValue, withField } from '../../pure/schema-form.ts'
import type { FormField } from '../../pure/schema-form.ts'
import { parseLooseJson } from '../../pure/loose-json.ts'
import { t } from '../../text/t.ts'

interface FormFieldsProps {
  fields: readonly FormField[]
  value: unknown
  onChange: (value: Record<string, unknown>) => void
  path: string
}

/** Fields over one value. An empty optional field is left out of the value, never sent as an empty text. */
export function FormFields({ fields, value, onChange, path }: FormFieldsProps) {
  return (
    <div className="form">
      {fields.map((field) => (
        <OneField
          key={field.name}
          field={field}
          path={path}
          value={fieldValue(value, field.name)}
          onChange={(next) => onChange(withField(value, field.name, next))}
        />
      ))}
    </div>
  )
}

interface OneFieldProps {
  field: FormField
  path: string
  value: unknown
  onChange: (value: unknown) => void
}

function OneField({ field, path, value, onChange }: OneFieldProps) {
  const id = useId()
  const described = field.description === '' && field.hint === '' ? undefined : `${id}-d`
  if (field.kind === 'group')
    return (
      <fieldset className="form-group">
        <legend>
          <Label field={field} />
        </legend>
        <FormFields fields={field.fields} value={value} onChange={onChange} path={`${path}${field.name}.`} />
      </fieldset>
    )
  return (
    <div className="form-row">
      <label htmlFor={id}>
        <Label field={field} />
      </label>
      <div>
        <Control field={field} id={id} described={described} value={value} onChange={onChange} />
        {described === undefined ? null : (
          <p id={described} className="faint small form-hint">
            {[field.description, field.hint].filter(Boolean).join(' · ')}
          </p>
        )}
      </div>
    </div>
  )
}

function Label({ field }: { field: FormField }) {
  return (
    <>
      <span className="mono small">{field.name}</span>
      {field.required ? (
        <abbr className="required" title={t('tools.required')}>
          *
        </abbr>
      ) : null}
    </>
  )
}

function Control({
  field,
  id,
  described,
  value,
  onChange,
}: {
  field: FormField
  id: string
  described: string | undefined
  value: unknown
  onChange: (value: unknown) => void
}) {
  const fallback =
    field.fallback === undefined ? '' : t('tools.default', { value: JSON.stringify(field.fallback) })
  const common = { id, 'aria-describedby': described, 'aria-required': field.required, className: 'input' }
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  const orOut = (next: string) => onChange(next === '' && !field.required ? undefined : next)
  switch (field.kind) {
    case 'text':
      return (
        <input
          {...common}
          type="text"
          spellCheck={false}
          value={text}
          placeholder={fallback}
          onChange={(event) => orOut(event.target.value)}
        />
      )
    case 'long':
      return (
        <textarea
          {...common}
          rows={3}
          value={text}
          placeholder={fallback}
          onChange={(event) => orOut(event.target.value)}
        />
      )
    case 'number':
    case 'integer':
      return (
        <input
          {...common}
          type="number"
          step={field.kind === 'integer' ? 1 : 'any'}
          value={text}
          placeholder={fallback}
          onChange={(event) => onChange(event.target.value === '' ? undefined : Number(event.target.value))}
        />
      )
    case 'boolean':
      return (
        <select
          {...common}
          value={value === true ? 'true' : value === false ? 'false' : ''}
          onChange={(event) =>
            onChange(event.target.value === '' ? undefined : event.target.value === 'true')
          }
        >
          <option value="">{fallback === '' ? t('try.notGiven') : fallback}</option>
          <option value="true">true</option>
          <option value="false">false</option>
        </select>
      )
    case 'choice':
      return (
        <select
          {...common}
          value={value === undefined ? '' : String(field.choices.findIndex((one) => one === value))}
          onChange={(event) =>
            onChange(event.target.value === '' ? undefined : field.choices[Number(event.target.value)])
          }
        >
          <option value="">{fallback === '' ? t('try.notGiven') : fallback}</option>
          {field.choices.map((one, index) => (
            <option key={index} value={index}>
              {String(one)}
            </option>
          ))}
        </select>
      )
    case 'lines':
      return (
        <textarea
          {...common}
          rows={2}
          value={Array.isArray(value) ? value.map(String).join('\n') : ''}
          placeholder={fallback}
          onChange={(event) =>
            onChange(
              event.target.value === '' && !field.required ? undefined : event.target.value.split('\n'),
            )
          }
        />
      )
    case 'group':
    case 'json':
      return <JsonControl common={common} value={value} onChange={onChange} placeholder={fallback} />
  }
}

/** A part that only JSON says; what cannot be read (yet) stays as it was typed and is named. */
function JsonControl({
  common,
  value,
  onChange,
  placeholder,
}: {
  common: Record<string, unknown>
  value: unknown
  onChange: (value: unknown) => void
  placeholder: string
}) {
  const [typed, setTyped] = useState<string>()
  const [problem, setProblem] = useState('')
  return (
    <>
      <textarea
        {...common}
        className="input mono"
        rows={2}
        spellCheck={false}
        aria-invalid={problem !== ''}
        placeholder={placeholder}
        value={typed ?? (value === undefined ? '' : JSON.stringify(value))}
        onChange={(event) => {
          const text = event.target.value
          setTyped(text)
          try {
            onChange(text.trim() === '' ? undefined : parseLooseJson(text))
            setProblem('')
          } catch (failure) {
            setProblem(failure instanceof Error ? failure.message : '')
          }
        }}
        onBlur={() => {
          if (problem === '') setTyped(undefined)
        }}
      />
      {problem === '' ? null : <p className="error-text small">{problem}</p>}
    </>
  )
}
