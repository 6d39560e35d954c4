import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

interface Answer {
  t: string
  id: number
  r?: unknown
  e?: { code: string; message: string }
}

/**
 * One call of a method of the running host over its control socket, as the command line does it. Rejects with
 * `CODE: message` when the host answers with a failure.
 */
export async function callHost<T>(data: string, method: string, params: object = {}): Promise<T> {
  const { control } = JSON.parse(readFileSync(join(data, 'runtime.json'), 'utf8')) as { control: string }
  const socket = connect(control)
  try {
    socket.write(`${JSON.stringify({ t: 'call', id: 1, m: method, p: params })}\n`)
    for await (const line of createInterface({ input: socket })) {
      const frame = JSON.parse(line) as Answer
      if (frame.t === 'done' && frame.id === 1) return frame.r as T
      if (frame.t === 'fail' && frame.id === 1) throw new Error(`${frame.e?.code}: ${frame.e?.message}`)
    }
    throw new Error(`the host closed the connection before answering ${method}`)
  } finally {
    socket.destroy()
  }
}
