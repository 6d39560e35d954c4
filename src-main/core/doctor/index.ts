export { runDoctor, type ShellChecks } from './doctor.ts'
