import { formFields } from '../../pure/schema-form.ts'
import type { FormField } from '../../pure/schema-form.ts'
import { t } from '../../text/t.ts'

/** What a tool takes, field by field, for people. */
export function FieldTable({ schema }: { schema: unknown }) {
  const fields = formFields(schema)
  if (fields.length === 0) return <p className="muted">{t('tools.noFields')}</p>
  return (
    <table className="plain-table">
      <caption className="vh">{t('tools.fields')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('tools.field')}</th>
          <th scope="col">{t('tools.fieldType')}</th>
          <th scope="col">{t('tools.fieldText')}</th>
        </tr>
      </thead>
      <tbody>
        <Rows fields={fields} prefix="" />
      </tbody>
    </table>
  )
}

function Rows({ fields, prefix }: { fields: readonly FormField[]; prefix: string }) {
  return fields.map((field) => <FieldRows key={field.name} field={field} prefix={prefix} />)
}

function FieldRows({ field, prefix }: { field: FormField; prefix: string }) {
  return (
    <>
      <tr>
        <td className="mono small">
          {prefix}
          {field.name}
          {field.required ? (
            <abbr className="required" title={t('tools.required')}>
              *
            </abbr>
          ) : null}
        </td>
        <td className="small">
          {field.kind === 'choice'
            ? field.choices.map((one) => JSON.stringify(one)).join(' | ')
            : field.hint || field.kind}
          {field.fallback === undefined ? null : (
            <span className="muted block-line">
              {t('tools.default', { value: JSON.stringify(field.fallback) })}
            </span>
          )}
        </td>
        <td className="small untrusted">{field.description}</td>
      </tr>
      {field.kind === 'group' ? <Rows fields={field.fields} prefix={`${prefix}${field.name}.`} /> : null}
    </>
  )
}
