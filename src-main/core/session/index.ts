export { createSessions, maxStateBytes } from './sessions.ts'
export type { Session, Sessions, SessionSummary } from './sessions.ts'
export { createWorkspace, normalisePath, resultsBytes, workspaceBytes } from './workspace.ts'
export type { FileSource, FileStat, Workspace } from './workspace.ts'
