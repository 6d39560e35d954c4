export interface MemoryHealthInput {
  /** @default false */
  repair?: boolean
}

export interface MemoryHealthOutput {
  ok: boolean
  problems: string[]
  repaired: string[]
  integrity: string
  /** Current ones by layer. */
  memories: { [key: string]: number }
  ended: number
  cold: number
  missingFromIndex: number
  orphansInIndex: number
  danglingLinks: number
  /** Share of current memories whose content another one repeats. */
  duplicateShare: number
  operations: number
  /** Database and write-ahead log. */
  bytes: number
  /** Inside the file, reusable. */
  freeBytes: number
  /** The user switches it on in Settings. */
  embedder: {
    on: boolean
    model?: string
    /** Memories that have a vector. */
    vectors: number
    /** Memories that will get one. */
    waiting: number
    problem?: string
  }
}

/**
 * Checks the memory and reports its size: integrity of the file, rows without index entry and the reverse, index against its own checksum, links to nothing, equal current memories, sizes, and what the optional embedder does. `repair` rebuilds the index, removes dangling links and reclaims space; contents are never changed.
 * Tool `meta/memory_health`.
 */
export async function memoryHealth(repair?: MemoryHealthInput['repair']): Promise<MemoryHealthOutput>
export async function memoryHealth(repair: MemoryHealthInput['repair'], rest: Omit<MemoryHealthInput, 'repair'>): Promise<MemoryHealthOutput>
export async function memoryHealth(input?: MemoryHealthInput): Promise<MemoryHealthOutput>
export async function memoryHealth(first?: MemoryHealthInput | MemoryHealthInput['repair'], rest?: Omit<MemoryHealthInput, 'repair'>): Promise<MemoryHealthOutput> {
  return callMCPTool('meta/memory_health', typeof first === 'object' ? first : { repair: first, ...rest })
}
