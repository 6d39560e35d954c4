/** Epoch milliseconds as ISO 8601. */
export function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

/** As {@link iso}, undefined for null. */
export function isoOrUndefined(milliseconds: number | null): string | undefined {
  return milliseconds === null ? undefined : iso(milliseconds)
}

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour
