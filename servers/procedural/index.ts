/**
 * Procedural memory. How things are done: procedures with steps and success statistics, and pitfalls that warn before an action is repeated.
 */
export {}
