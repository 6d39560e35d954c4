import { enDesktop } from './en/desktop.ts'
import { enHome } from './en/home.ts'
import { enMemory } from './en/memory.ts'
import { enOther } from './en/other.ts'
import { enRuns } from './en/runs.ts'
import { enSettings } from './en/settings.ts'
import { enShell } from './en/shell.ts'
import { enTools } from './en/tools.ts'

/** All messages in English, the source language. Sentence case; verbs on buttons; ICU places. */
export const en = {
  ...enShell,
  ...enHome,
  ...enRuns,
  ...enTools,
  ...enMemory,
  ...enOther,
  ...enSettings,
  ...enDesktop,
} as const
