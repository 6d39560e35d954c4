import type { MemoryOperation } from '../operation.ts'
import { commitments } from './commitments.ts'
import { completeTask } from './complete-task.ts'
import { createGoal } from './create-goal.ts'
import { createTask } from './create-task.ts'
import { cue } from './cue.ts'
import { due } from './due.ts'
import { getTask } from './get-task.ts'
import { handoff } from './handoff.ts'
import { listGoals } from './list-goals.ts'
import { listTasks } from './list-tasks.ts'
import { nextActions } from './next-actions.ts'
import { progress } from './progress.ts'
import { updateTask } from './update-task.ts'

export const prospectiveOperations: readonly MemoryOperation[] = [
  createTask,
  getTask,
  listTasks,
  updateTask,
  completeTask,
  due,
  cue,
  createGoal,
  listGoals,
  progress,
  nextActions,
  commitments,
  handoff,
]
