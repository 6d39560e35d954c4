/** Consolidation. How memories condense: duplicates, gists, patterns, promotion to facts, decay and review, always as proposals that can be undone. */
export {}
