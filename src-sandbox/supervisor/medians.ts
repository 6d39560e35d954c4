/** Keeps the last 100 values; answers their median (0 when there are none). */
export function createMedian(): { add(value: number): void; value(): number } {
  const values: number[] = []
  return {
    add(value) {
      values.push(value)
      if (values.length > 100) values.shift()
    },
    value() {
      if (values.length === 0) return 0
      const sorted = [...values].sort((a, b) => a - b)
      return sorted[Math.floor(sorted.length / 2)] ?? 0
    },
  }
}
