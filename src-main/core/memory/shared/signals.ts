/** Parts of a score, rounded for people. */
export function roundSignals(signals: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(signals).map(([key, value]) => [key, Math.round(value * 1000) / 1000]),
  )
}
