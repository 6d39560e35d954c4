import { AthenaError } from '../../contract/errors.ts'
import { readRecording } from '../execution/index.ts'
import type { Executions } from '../execution/index.ts'
import type { Handlers } from '../host-api.ts'
import { inputCandidates } from '../skills/index.ts'
import type { Skills } from '../skills/index.ts'
import type { RunReader } from '../store/index.ts'

type SkillMethods = Extract<keyof Handlers, `skills.${string}`>

/** Skills, as the window and the CLI see them. */
export function skillHandlers(
  skills: Skills,
  executions: Executions,
  reader: RunReader,
): Pick<Handlers, SkillMethods> {
  return {
    'skills.list': () =>
      Promise.resolve({
        skills: skills.list().map((skill) => ({
          ...skill,
          tools: skill.tools.map((tool) => tool.id),
          drift: skills.drift(skill.name),
        })),
      }),
    'skills.candidates': ({ code }) => Promise.resolve({ candidates: inputCandidates(code) }),
    'skills.save': async ({ name, description, code, run, lift }) => {
      const text = code ?? (run === undefined ? undefined : codeOf(reader, run))
      if (text === undefined)
        throw new AthenaError('BAD_PARAMS', 'Give the code of the skill, or the run to make it from.')
      const skill = await skills.save({
        name,
        description,
        code: text,
        lift: lift ?? [],
        ...(run === undefined ? {} : { run }),
      })
      return { source: skill.source }
    },
    'skills.remove': ({ name }) => {
      skills.remove(name)
      return Promise.resolve({})
    },
    'skills.test': async ({ name }) => {
      const skill = skills.get(name)
      const original = skill.run === null ? undefined : reader.get(skill.run)
      if (skill.run === null || !original)
        return {
          ok: false,
          detail: 'The skill was not made from a run, so there is no recording to test it with.',
        }
      const exported = /^export (?:async )?function (\w+)/m.exec(skill.source)?.[1] ?? ''
      const execution = executions.start({
        code: `import { ${exported} } from './skills/${name}'\nreturn await ${exported}()`,
        client: 'editor',
        source: 'replay',
        limited: false,
        recording: readRecording(reader, skill.run),
      })
      const result = await execution.done
      const before = original.resultRef ? reader.blob(original.resultRef)?.text : undefined
      const row = reader.get(execution.id)
      const after = row?.resultRef ? reader.blob(row.resultRef)?.text : undefined
      if (result.status !== 'ok') return { ok: false, detail: result.text, run: execution.id }
      return before === after
        ? {
            ok: true,
            detail: 'The result is the same as that of the run it was made from.',
            run: execution.id,
          }
        : {
            ok: false,
            detail: 'The result differs from that of the run it was made from.',
            run: execution.id,
          }
    },
  }
}

function codeOf(reader: RunReader, run: string): string {
  const detail = reader.get(run)
  if (!detail)
    throw new AthenaError('UNKNOWN_EXECUTION', `There is no run "${run}". It may have been deleted.`)
  return reader.blob(detail.codeRef)?.text ?? ''
}
