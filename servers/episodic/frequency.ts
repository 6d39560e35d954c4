export interface FrequencyInput {
  /** @maxLength 2000 */
  what?: string
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** @minItems 1 @maxItems 20 */
  participants?: string[]
  from?: /* @maxLength 60 */ string | number
  to?: /* @maxLength 60 */ string | number
  /** @default "month" */
  by?: 'day' | 'week' | 'month' | 'year'
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export interface FrequencyOutput {
  count: number
  series: {
    bucket: string
    count: number
  }[]
  /** Between one event and the next. */
  medianIntervalMs?: number
  first?: string
  last?: string
}

/**
 * Tells how often and at what interval something happened: distinct events that have all content words of `what`; the same event told twice counts once. `series` has every bucket of the span, empty ones too.
 * Tool `episodic/frequency`, declared read-only.
 */
export async function frequency(what?: FrequencyInput['what']): Promise<FrequencyOutput>
export async function frequency(what: FrequencyInput['what'], rest: Omit<FrequencyInput, 'what'>): Promise<FrequencyOutput>
export async function frequency(input?: FrequencyInput): Promise<FrequencyOutput>
export async function frequency(first?: FrequencyInput | FrequencyInput['what'], rest?: Omit<FrequencyInput, 'what'>): Promise<FrequencyOutput> {
  return callMCPTool('episodic/frequency', typeof first === 'object' ? first : { what: first, ...rest })
}
