export { createDemo, demoServer } from './demo.ts'
export type { Demo } from './demo.ts'
