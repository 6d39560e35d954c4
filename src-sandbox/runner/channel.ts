import { readSync, writeSync } from 'node:fs'
import { maxRunnerFrameBytes } from '../../src-main/contract/sandbox.ts'
import { encodeFrame } from '../framing.ts'

/** Ends the process at once; nothing is left to tidy in a locked runner. */
const leave = (code: number): never =>
  (process as unknown as { reallyExit(code: number): never }).reallyExit(code)

/** The descriptor that the supervisor listens on. */
const descriptor = 3

/** Writes one frame, blocking until the supervisor has taken it. */
export function sendFrame(text: string): void {
  const bytes = encodeFrame(text)
  let at = 0
  while (at < bytes.length) at += writeSync(descriptor, bytes, at)
}

const header = Buffer.alloc(4)

function fill(target: Buffer): void {
  let at = 0
  while (at < target.length) {
    const got = readSync(descriptor, target, at, target.length - at, null)
    // The supervisor has gone; so must we.
    if (got === 0) leave(0)
    at += got
  }
}

/** Waits for one frame. */
export function receiveFrame(): string {
  fill(header)
  const length = header.readUInt32LE(0)
  if (length > maxRunnerFrameBytes * 4) leave(4)
  const payload = Buffer.allocUnsafeSlow(length)
  fill(payload)
  return payload.toString('utf8')
}
