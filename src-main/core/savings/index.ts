export { countModelTokens, tokenMethod } from './tokens.ts'
