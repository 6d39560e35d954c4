import { useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import type { Result } from '../../../src-main/contract/methods.ts'
import { host } from '../../link/host.ts'
import { toolName } from '../../pure/format.ts'
import { act } from '../../state/act.ts'
import { openDraft } from '../../state/draft.ts'
import { navigate, routeHash } from '../../state/route.ts'
import { asWireError, useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { CodeView } from '../../widgets/code-view.tsx'
import { Confirm } from '../../widgets/confirm.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { Ago } from '../../widgets/now.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { Empty, QueryView } from '../../widgets/states.tsx'
import './skills.css'

type Skill = Result<'skills.list'>['skills'][number]

/** Scripts that were kept under a name: how often they were used, what they need, whether that still fits. */
export function Skills() {
  const skills = useQuery('skills.list', {}, ['catalog', 'runs'])
  const [removing, setRemoving] = useState<string>()
  return (
    <main id="main" className="page">
      <div className="page-in">
        <ScreenHeading>{t('screen.skills')}</ScreenHeading>
        <QueryView query={skills} title={t('skills.failed')}>
          {(data) =>
            data.skills.length === 0 ? (
              <Empty
                icon="spark"
                title={t('skills.empty.title')}
                action={
                  <a className="btn" href={routeHash('runs')}>
                    {t('screen.runs')}
                  </a>
                }
              >
                <p>{t('skills.empty.text')}</p>
              </Empty>
            ) : (
              data.skills.map((skill) => (
                <SkillPanel key={skill.name} skill={skill} onRemove={() => setRemoving(skill.name)} />
              ))
            )
          }
        </QueryView>
      </div>
      {removing === undefined ? null : (
        <Confirm
          title={t('skills.removeTitle', { name: removing })}
          text={t('skills.removeText')}
          action={t('servers.remove')}
          onClose={() => setRemoving(undefined)}
          onConfirm={() => act('skills.remove', { name: removing }, skills.reload)}
        />
      )}
    </main>
  )
}

function SkillPanel({ skill, onRemove }: { skill: Skill; onRemove: () => void }) {
  const [result, setResult] = useState<Result<'skills.test'>>()
  const [error, setError] = useState<WireError>()
  const [testing, setTesting] = useState(false)
  function test(): void {
    setTesting(true)
    setError(undefined)
    host
      .call('skills.test', { name: skill.name })
      .then(setResult, (failure: unknown) => setError(asWireError(failure)))
      .finally(() => setTesting(false))
  }
  return (
    <section className="panel" aria-label={skill.name}>
      <header>
        <Icon name="spark" />
        <h2 className="mono">{skill.name}</h2>
        <span className="count">
          {t('skills.used', { count: skill.uses })}
          {skill.failures === 0 ? '' : ` · ${t('runs.failedCalls', { count: skill.failures })}`}
        </span>
        {skill.lastUsed === null ? null : (
          <span className="faint small">
            <Ago time={skill.lastUsed} />
          </span>
        )}
        <span className="grow" />
        <button type="button" className="btn sm" disabled={testing} onClick={test}>
          {testing ? t('skills.testing') : t('skills.test')}
        </button>
        <button
          type="button"
          className="btn sm"
          onClick={() => {
            openDraft(skill.source, skill.name)
            navigate('editor')
          }}
        >
          {t('runs.edit')}
        </button>
        <button type="button" className="btn sm" onClick={onRemove}>
          {t('servers.remove')}
        </button>
      </header>
      <div className="in skill">
        <p className="untrusted">{skill.description}</p>
        {skill.drift.map((one) => (
          <p key={one.tool} className="strip-note warn">
            <Icon name="warn" small />
            {t(one.reason === 'missing' ? 'skills.missing' : 'skills.changed', { tool: toolName(one.tool) })}
          </p>
        ))}
        {result === undefined ? null : (
          <p className={`strip-note ${result.ok ? 'info' : 'error'}`} role="status">
            <Icon name={result.ok ? 'check' : 'x'} small />
            <span className="grow">{result.detail}</span>
            {result.run === undefined ? null : <a href={routeHash('run', result.run)}>{t('demo.openRun')}</a>}
          </p>
        )}
        {error === undefined ? null : (
          <p className="strip-note error" role="alert">
            {error.message} <code>{error.code}</code>
          </p>
        )}
        <p className="muted small">
          {skill.inputs.length === 0
            ? t('skills.noInputs')
            : `${t('skills.inputs')} ${skill.inputs.map((input) => `${input.name}: ${input.type} = ${JSON.stringify(input.default)}`).join(', ')}`}
          {skill.tools.length === 0 ? '' : ` · ${t('skills.needs')} ${skill.tools.map(toolName).join(', ')}`}
        </p>
        <details>
          <summary>{t('run.code')}</summary>
          <CodeView code={skill.source} label={t('skills.source', { name: skill.name })} />
        </details>
      </div>
    </section>
  )
}
