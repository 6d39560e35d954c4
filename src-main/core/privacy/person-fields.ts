import { isFullName, isNameOfPerson, isPersonInRole } from './detect/person-names.ts'
import type { Json } from '../../contract/json.ts'
import { leavesOf, type Leaf } from './tokenise.ts'

/**
 * True when what is around a leaf says that it is the name of a person: `name` beside an e-mail address, or a role such
 * as `customer` with a full name as its value.
 */
export function isPersonField(leaf: Leaf): boolean {
  if (leaf.type !== 'string' || leaf.text.length < 2 || leaf.text.length > 100) return false
  const key = keyOf(leaf)
  if (key === undefined) return false
  const siblings = leaf.node && !Array.isArray(leaf.node.value) ? Object.keys(leaf.node.value) : []
  return isNameOfPerson(key, siblings) || isPersonInRole(key, leaf.text)
}

/** The key of a leaf, or of the array it is in. */
function keyOf(leaf: Leaf): string | undefined {
  if (typeof leaf.at === 'string') return leaf.at
  return typeof leaf.node?.at === 'string' && leaf.node.at !== '' ? leaf.node.at : undefined
}

/** Full names in a text that is JSON, by the names of their fields and of the fields beside them. */
export function personsInJson(text: string): string[] {
  if (!/^\s{0,8}[[{]/.test(text.slice(0, 10)) || text.length > maxJson) return []
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    return []
  }
  const names: string[] = []
  for (const leaf of leavesOf(value)) {
    if (isPersonField(leaf) && isFullName(leaf.text)) names.push(leaf.text)
  }
  return names
}

/** Characters of JSON in a text that are read a second time. */
const maxJson = 1_000_000
