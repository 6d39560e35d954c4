/** Makes vectors of texts, somewhere off the host's thread. */
export interface Embedder {
  /** Names the model and the way texts are put to it; vectors of different names are never compared. */
  readonly model: string
  /** Components of a vector. */
  readonly dimension: number
  /**
   * One vector of length 1 a text, in order. STORAGE when the embedder cannot be loaded or fails; texts beyond its reach are cut, never
   * refused.
   */
  embed(texts: readonly string[]): Promise<Float32Array[]>
  /** Ends what it runs; a later call starts it anew. */
  close(): Promise<void>
}

/** Messages to and from the embedding thread. */
export interface ToEmbedWorker {
  id: number
  texts: readonly string[]
}

export type FromEmbedWorker =
  | { id: number; vectors: Float32Array }
  /** `missing`: the packages are not installed. */
  | { id: number; error: string; missing: boolean }
