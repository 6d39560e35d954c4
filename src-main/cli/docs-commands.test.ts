import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseCommand } from './arguments.ts'
import { commands } from './commands.ts'
import { usage } from './usage.ts'

const root = join(import.meta.dirname, '..', '..')
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md') && name !== 'api.md')
    .map((name) => join('docs', name)),
]
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}

/** Command lines of a page: whole lines of `sh` blocks, and inline code that begins like one. */
function linesOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8')
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((match) => (match[1] ?? '').split('\n'))
  const inline = [...text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/`([^`\n]+)`/g)].map(
    (match) => match[1] ?? '',
  )
  return [...blocks, ...inline].map((line) => line.trim()).filter((line) => line !== '')
}

/** What is wrong with a command line; undefined for a sound one, or for something else. */
function problemOf(line: string): string | undefined {
  const athena = /(?:^|\s)(?:npm (?:--prefix \S+ )?run -s athena --|athena) (.+)$/.exec(line)
  if (athena?.[1] !== undefined && !line.startsWith('docker')) {
    const words = athena[1].split(/\s+/)
    if (['help', 'mcp'].includes(words[0] ?? '')) return undefined
    const name = Object.hasOwn(commands, words.slice(0, 2).join(' '))
      ? words.slice(0, 2).join(' ')
      : (words[0] ?? '')
    if (!Object.hasOwn(commands, name)) return `there is no command "${name}"`
    try {
      // Optional parts are written in brackets, alternatives with a bar.
      const list = words.slice(name.split(' ').length).map((word) => word.replaceAll(/[[\]…]/g, ''))
      parseCommand(
        name,
        list.flatMap((word) => word.split('|')).filter((word) => word !== ''),
      )
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
    return undefined
  }
  const script = /^npm (?:run (?:-s )?)?(\S+)/.exec(line)?.[1]
  if (script !== undefined && !['install', 'ci', 'i'].includes(script) && !script.startsWith('-')) {
    return Object.hasOwn(scripts, script) ? undefined : `package.json has no script "${script}"`
  }
  const file = /^node ((?:scripts|bench|e2e)\/\S+)/.exec(line)?.[1]
  return file === undefined || existsSync(join(root, file)) ? undefined : `${file} is not there`
}

it.each(pages)('every command in %s exists, with the options it is given', (page) => {
  const problems = linesOf(page).flatMap((line) => {
    const problem = problemOf(line)
    return problem === undefined ? [] : [`${line}: ${problem}`]
  })
  expect(problems).toEqual([])
})

it('the help names every command, and this test would see a wrong one', () => {
  for (const name of Object.keys(commands)) {
    const [first = '', second = ''] = name.split(' ')
    expect(usage, name).toMatch(new RegExp(`${first}.*${second}`))
  }
  expect(problemOf('npm run -s athena -- vaultt list')).toContain('no command')
  expect(problemOf('athena doctor --loud')).toContain('--loud')
  expect(problemOf('npm run bnech')).toContain('no script')
})
