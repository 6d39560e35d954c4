import { useEffect, useRef } from 'react'
import { host } from '../link/host.ts'

/** Listens to topics while the view is shown. `onReset`: events may have been missed. */
export function useTopic(
  topics: readonly string[],
  onEvent: (value: unknown, topic: string) => void,
  onReset: () => void,
): void {
  const handlers = useRef({ onEvent, onReset })
  handlers.current = { onEvent, onReset }
  const key = topics.join('\n')
  useEffect(() => {
    if (key === '') return
    const stops = key.split('\n').map((topic) =>
      host.subscribe(topic, {
        event: (value) => handlers.current.onEvent(value, topic),
        reset: () => handlers.current.onReset(),
      }),
    )
    return () => {
      for (const stop of stops) stop()
    }
  }, [key])
}
