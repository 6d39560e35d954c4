/** Collects names that changed and tells of them together. */
export interface Coalescer {
  changed(name: string): void
  /** Drops what has not been told. */
  close(): void
}

/**
 * Tells at most once in `waitMs`, each name once, in order of first change. Work that only a page looks at is kept off the path of a run
 * that way.
 */
export function createCoalescer(waitMs: number, tell: (names: string[]) => void): Coalescer {
  const names = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  return {
    changed(name) {
      names.add(name)
      timer ??= setTimeout(() => {
        timer = undefined
        const told = [...names]
        names.clear()
        tell(told)
      }, waitMs)
    },
    close() {
      clearTimeout(timer)
      names.clear()
    },
  }
}
