import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** SHA-256, hex; nothing counts as empty. */
export function hash(bytes: Uint8Array | null): string {
  return createHash('sha256')
    .update(bytes ?? '')
    .digest('hex')
}

/** Replaces a file in one step and keeps its permissions: a client never reads half of it. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0o600
  const temporary = `${path}.athena-${process.pid}.tmp`
  writeFileSync(temporary, content, { mode: mode & 0o777, flush: true })
  renameSync(temporary, path)
}

/** A unified diff of two texts that differ in one place, as our changes do: common head and tail, three lines around. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return ''
  const old = before === '' ? [] : before.replace(/\n$/, '').split('\n')
  const fresh = after.replace(/\n$/, '').split('\n')
  let head = 0
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++
  let tail = 0
  while (tail < old.length - head && tail < fresh.length - head && old.at(-1 - tail) === fresh.at(-1 - tail))
    tail++
  const from = Math.max(0, head - 3)
  const around = Math.min(3, tail)
  const lines = [
    ...old.slice(from, head).map((line) => ` ${line}`),
    ...old.slice(head, old.length - tail).map((line) => `-${line}`),
    ...fresh.slice(head, fresh.length - tail).map((line) => `+${line}`),
    ...old.slice(old.length - tail, old.length - tail + around).map((line) => ` ${line}`),
  ]
  const oldCount = old.length - tail + around - from
  const freshCount = fresh.length - tail + around - from
  const start = (count: number): number => (count === 0 ? 0 : from + 1)
  return `--- ${path}\n+++ ${path}\n@@ -${start(oldCount)},${oldCount} +${start(freshCount)},${freshCount} @@\n${lines.join('\n')}\n`
}
