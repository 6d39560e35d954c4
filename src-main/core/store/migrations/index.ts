import type { Migration } from '../open.ts'
import { runs } from './0001-runs.ts'
import { sessions } from './0002-sessions.ts'
import { skills } from './0003-skills.ts'
import { learnedShapes } from './0004-learned-shapes.ts'
import { runMarks } from './0005-run-marks.ts'

/** The schema of `athena.db`, step by step. Append only. */
export const athenaMigrations: readonly Migration[] = [runs, sessions, skills, learnedShapes, runMarks]
