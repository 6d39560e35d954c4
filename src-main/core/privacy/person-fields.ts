import { splitWords } from './detect/words.ts'
import type { Json } from '../../contract/json.ts'
import { leavesOf, type Leaf } from './tokenise.ts'

/** Fields that name a person when their value is two or more capitalised words. */
const roles =
  /^(?:sender|recipient|author|owner|assignee|customer|client|contact|patient|employee|manager|reporter|user|attendees?|participants?|guests?|members?|friends?|spouse|child|children|people|patients|customers|employees|authors|recipients|contacts|teacher|doctor|physician|tenant|landlord|buyer|seller|passenger|requester|creator|signer|witness)$/
/** Fields beside `name` that show that the object is a person. */
const personal =
  /(?:^|[ ])(?:e ?mail|phone|mobile|tel|telephone|cell|birth|birthday|dob|gender|salary|ssn|first name|last name|surname|home address|street|passport|iban|age|job ?title|role|department)(?:$|[ ])/
const fullName =
  /^\p{Lu}[\p{L}\p{M}'’-]{1,24}(?: (?:\p{Lu}[\p{L}\p{M}'’.-]{0,24}|von|van|de|der|da|di|del|la|bin|al|ten)){1,4}$/u
const company =
  /\b(?:Inc|Ltd|LLC|GmbH|AG|Corp|Co|SA|SARL|BV|NV|PLC|Company|Group|Team|Support|Department|Bank|University|Hospital|Street|Service|Services)\b/

/**
 * True when what is around a leaf says that it is the name of a person: `name` beside an e-mail address, or a role such
 * as `customer` with a full name as its value.
 */
export function isPersonField(leaf: Leaf): boolean {
  if (leaf.type !== 'string' || leaf.text.length < 2 || leaf.text.length > 100) return false
  const key = keyOf(leaf)
  if (key === undefined) return false
  const words = splitWords(key)
  if (words === 'name' || words === 'display name') {
    const siblings = leaf.node && !Array.isArray(leaf.node.value) ? Object.keys(leaf.node.value) : []
    return siblings.some((sibling) => personal.test(splitWords(sibling)))
  }
  return roles.test(words) && fullName.test(leaf.text) && !company.test(leaf.text)
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
    if (isPersonField(leaf) && fullName.test(leaf.text)) names.push(leaf.text)
  }
  return names
}

/** Characters of JSON in a text that are read a second time. */
const maxJson = 1_000_000
