import { t } from '../text/t.ts'
import type { MessageKey } from '../text/t.ts'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

const looks: Record<string, { icon: IconName; tone: string; key: MessageKey }> = {
  queued: { icon: 'clock', tone: 'info', key: 'status.queued' },
  running: { icon: 'play', tone: 'info', key: 'status.running' },
  waiting: { icon: 'hand', tone: 'warn', key: 'status.waiting' },
  ok: { icon: 'check', tone: 'ok', key: 'status.ok' },
  error: { icon: 'x', tone: 'error', key: 'status.error' },
  rejected: { icon: 'block', tone: 'error', key: 'status.rejected' },
  timeout: { icon: 'clock', tone: 'error', key: 'status.timeout' },
  oom: { icon: 'memory', tone: 'error', key: 'status.oom' },
  crashed: { icon: 'warn', tone: 'error', key: 'status.crashed' },
  stopped: { icon: 'stop', tone: 'warn', key: 'status.stopped' },
  denied: { icon: 'block', tone: 'warn', key: 'status.denied' },
}

/** State of a run: icon and word, the colour only repeats it. */
export function StatusBadge({ status, plain }: { status: string; plain?: boolean }) {
  const look = looks[status]
  const text = look === undefined ? status : t(look.key)
  return (
    <span className={plain === true ? `state-word ${look?.tone ?? ''}` : `badge ${look?.tone ?? ''}`}>
      <Icon name={look?.icon ?? 'ask'} small />
      {text}
    </span>
  )
}

/** Icon of a state. */
export function statusIcon(status: string): IconName {
  return looks[status]?.icon ?? 'ask'
}

/** Word of a state. */
export function statusText(status: string): string {
  const look = looks[status]
  return look === undefined ? status : t(look.key)
}
