/**
 * Episodic memory. What happened: events and conversations, verbatim, with their time, place and people.
 */
export * from './remember.ts'
export * from './bulk_remember.ts'
export * from './recall.ts'
export * from './get.ts'
export * from './list_events.ts'
export * from './query_temporal.ts'
export * from './around.ts'
export * from './replay.ts'
export * from './last_time.ts'
export * from './frequency.ts'
export * from './forget.ts'
