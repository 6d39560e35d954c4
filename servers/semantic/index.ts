/**
 * Semantic memory. What is believed: facts, preferences, rules and definitions, with validity in time, evidence and contradictions.
 */
export * from './store.ts'
export * from './search.ts'
export * from './update.ts'
export * from './delete.ts'
export * from './get_memory.ts'
export * from './list_memories.ts'
