import { splitWords } from './words.ts'

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

/** True for a field `name` whose neighbours show that what it names is a person. */
export function isNameOfPerson(field: string, neighbours: readonly string[]): boolean {
  const words = splitWords(field).trim()
  if (words !== 'name' && words !== 'display name') return false
  return neighbours.some((neighbour) => personal.test(splitWords(neighbour)))
}

/** True for a field that names somebody's role. */
export function isRole(field: string): boolean {
  return roles.test(splitWords(field).trim())
}

/** True for a full name in a field that names somebody's role, such as `customer`. */
export function isPersonInRole(field: string, value: string): boolean {
  return isRole(field) && isPerson(value)
}

/** A full name, and not that of a company. */
export function isPerson(value: string): boolean {
  return isFullName(value) && !company.test(value)
}

/** Two to five capitalised words. */
export function isFullName(value: string): boolean {
  return fullName.test(value)
}
