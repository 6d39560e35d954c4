/**
 * Prospective memory. What is intended: tasks bound to a time or a context, goals with criteria, commitments, hand-offs.
 */
export {}
