export { definitionTokens, grossDefinitionTokens } from './definitions.ts'
export { countModelTokens, tokenMethod } from './tokens.ts'
