import { clientFrame, maxFrameBytes, type ClientFrame } from '../contract/frames.ts'

/**
 * One message of a link as a frame, or undefined when it is too large, not JSON or not a frame. A link closes at the
 * first such message: a page of ours never sends one.
 */
export function parseFrame(text: string, maxBytes: number = maxFrameBytes): ClientFrame | undefined {
  if (text.length > maxBytes || Buffer.byteLength(text) > maxBytes) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const parsed = clientFrame.safeParse(value)
  return parsed.success ? parsed.data : undefined
}
