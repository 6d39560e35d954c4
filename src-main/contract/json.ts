/** A value that JSON can carry. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
/** A JSON Schema document (draft-07 or 2020-12); never dereferenced over the network. */
export type JsonSchema = { [key: string]: unknown }
