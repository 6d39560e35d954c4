import type { RunEvent } from '../../src-main/contract/events.ts'
import type { Json } from '../../src-main/contract/json.ts'
import type { Watched } from './watch.ts'

/** What an item did, as seen from outside. */
export interface Report {
  status: string
  value: Json | undefined
  /** Error message, or what was refused. */
  message: string
  /** Everything that left the runner or reached the agent, as one text. */
  output: string
  logs: string[]
  /** Milliseconds from the start of the script to its end; undefined when it never started. */
  ms: number | undefined
  watched: Watched | undefined
  /** The append-only record of the run; undefined in control mode. */
  record: { events: { seq: number; event: RunEvent }[]; session: string; source: string } | undefined
}

/** Something that runs an item in a session. */
export interface Subject {
  /** Sandbox level, or how it runs. */
  describe: string
  run(source: string, session: 'own' | 'other'): Promise<Report>
  close(): Promise<void>
}
