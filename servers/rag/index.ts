/** Documents. What documents say: ingest of files and folders, retrieval with citations, context within a token budget, evaluation. */
export {}
