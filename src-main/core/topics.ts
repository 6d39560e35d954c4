import type { RunEvent } from '../contract/events.ts'
import type { TopicEvent, Topics } from './host-api.ts'
import type { RunReader } from './store/index.ts'

/** Events kept for each topic, for pages that were away for a moment. */
const tailLength = 200
/** Events of a run that are replayed at once; a page reads more with `runs.events`. */
const replayLimit = 10_000

/** Topics with a publishing side. */
export interface PublishingTopics extends Topics {
  publish(topic: string, value: unknown): void
  publishRunEvent(run: string, seq: number, event: RunEvent): void
}

interface Topic {
  seq: number
  tail: TopicEvent[]
  listeners: Set<(event: TopicEvent) => void>
}

/** Makes the topics. `run:<id>` replays from the event log, the others from a bounded tail in memory. */
export function createTopics(reader: RunReader): PublishingTopics {
  const topics = new Map<string, Topic>()

  function topicOf(name: string): Topic {
    const found = topics.get(name)
    if (found) return found
    const made: Topic = { seq: 0, tail: [], listeners: new Set() }
    topics.set(name, made)
    return made
  }

  function deliver(topic: Topic, event: TopicEvent): void {
    for (const listener of topic.listeners) listener(event)
  }

  return {
    publish(name, value) {
      const topic = topicOf(name)
      topic.seq += 1
      const event = { seq: topic.seq, value }
      topic.tail.push(event)
      if (topic.tail.length > tailLength) topic.tail.shift()
      deliver(topic, event)
    },
    publishRunEvent(run, seq, event) {
      const topic = topics.get(`run:${run}`)
      if (topic) deliver(topic, { seq, value: event })
    },
    subscribe(name, listener, after, reset) {
      const topic = topicOf(name)
      if (name.startsWith('run:')) {
        if (after !== undefined) {
          for (const { seq, event } of reader.events(name.slice('run:'.length), after, replayLimit))
            listener({ seq, value: event })
        }
      } else if (after !== undefined && after !== topic.seq) {
        const oldest = topic.tail[0]?.seq ?? topic.seq + 1
        // A number from before a restart, or older than the tail: the page must read the whole state again.
        if (after > topic.seq || after < oldest - 1) reset?.(topic.seq)
        else for (const event of topic.tail) if (event.seq > after) listener(event)
      }
      topic.listeners.add(listener)
      return () => {
        topic.listeners.delete(listener)
        if (topic.listeners.size === 0 && name.startsWith('run:')) topics.delete(name)
      }
    },
  }
}
