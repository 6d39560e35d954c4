/**
 * Semantic memory. What is believed: facts, preferences, rules and definitions, with validity in time, evidence and contradictions.
 */
export * from './store.ts'
export * from './search.ts'
export * from './update.ts'
export * from './expire.ts'
export * from './delete.ts'
export * from './verify.ts'
export * from './history.ts'
export * from './diff.ts'
export * from './conflicts.ts'
export * from './resolve.ts'
export * from './profile.ts'
export * from './applicable_preference.ts'
export * from './get_memory.ts'
export * from './list_memories.ts'
