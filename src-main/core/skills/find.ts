import type { Skill, Skills } from './skills.ts'

/** Words that say nothing about what is wanted. */
const emptyWords = new Set(
  'a an and are as at be by do for from get how i in is it of on or that the this to with me my'.split(' '),
)
const maxHits = 5

/**
 * Skills whose name, description or inputs hold at least half of the words of any query, best first. There are few skills and each was
 * described by a person, so counting words serves; tools are ranked by the catalogue.
 */
export function findSkills(skills: Skills, queries: readonly string[]): Skill[] {
  const scored = skills.list().flatMap((skill) => {
    const own = new Set([
      ...words(skill.name),
      ...words(skill.description),
      ...skill.inputs.flatMap((input) => words(input.name)),
    ])
    const best = Math.max(0, ...queries.map((query) => share(words(query), own)))
    return best >= 0.5 ? [{ skill, best }] : []
  })
  return scored
    .toSorted((a, b) => b.best - a.best || b.skill.uses - a.skill.uses)
    .slice(0, maxHits)
    .map(({ skill }) => skill)
}

function share(wanted: string[], own: Set<string>): number {
  if (wanted.length === 0) return 0
  return wanted.filter((word) => own.has(word)).length / wanted.length
}

/** Words in one spelling; the plural `s` goes, which is enough for names and short sentences. */
function words(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => !emptyWords.has(word))
    .map((word) => (word.length > 3 ? word.replace(/s$/, '') : word))
}
