import { z } from 'zod'

/**
 * Frames between the page and the host, the same over Electron IPC and WebSocket: plain JSON, one object a message.
 * The client numbers its calls; a topic's events carry `seq` so that a page that was away can ask for what it missed.
 */
export const clientFrame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('hello'), token: z.string().max(200) }),
  z.object({ t: z.literal('call'), id: z.number().int(), m: z.string().max(100), p: z.unknown() }),
  z.object({ t: z.literal('cancel'), id: z.number().int() }),
  z.object({ t: z.literal('subscribe'), topic: z.string().max(200), after: z.number().int().optional() }),
  z.object({ t: z.literal('unsubscribe'), topic: z.string().max(200) }),
])
export type ClientFrame = z.infer<typeof clientFrame>

/** Frames from the host to the page. `reset` tells the page to read the whole state again. */
export type HostFrame =
  | { t: 'welcome'; version: string }
  | { t: 'done'; id: number; r: unknown }
  | { t: 'fail'; id: number; e: import('./errors.ts').WireError }
  | { t: 'event'; topic: string; seq: number; v: unknown }
  | { t: 'reset'; topic: string; seq: number }

/** Largest frame either side accepts, in bytes; bigger payloads go as blob references. */
export const maxFrameBytes = 1024 * 1024
