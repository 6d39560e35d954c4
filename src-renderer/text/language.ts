/** Languages of the window. `qps` is English made longer and accented: for finding text that is clipped or not in the catalogue. */
export type Language = 'en' | 'qps'

const storageKey = 'athena.language'

/** The language of this page, from its start to its end: texts are also taken when modules load. */
export const language: Language = readStored() === 'qps' ? 'qps' : 'en'

function readStored(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}
