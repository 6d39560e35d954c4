import type { TimelineNode } from '../../pure/timeline.ts'
import { formatBytes, spokenDuration, toolName } from '../../pure/format.ts'
import { t } from '../../text/t.ts'
import type { IconName } from '../../widgets/icon.tsx'

/** Class of the hue of a node. */
export function nodeHue(node: TimelineNode): string {
  switch (node.kind) {
    case 'memory':
      return 'k-memory'
    case 'vault':
      return 'k-vault'
    case 'log':
    case 'wait':
      return 'k-log'
    case 'run':
    case 'phase':
    case 'sandbox':
      return 'k-sandbox'
    case 'group':
      return node.children[0] === undefined ? 'k-tool' : nodeHue(node.children[0])
    default:
      return 'k-tool'
  }
}

const phaseIcons: Record<string, IconName> = {
  check: 'check',
  compile: 'filter',
  sandbox: 'box',
  code: 'editor',
}

/** Icon of a node. */
export function nodeIcon(node: TimelineNode): IconName {
  switch (node.kind) {
    case 'run':
      return 'play'
    case 'phase':
      return phaseIcons[node.label] ?? 'box'
    case 'memory':
      return 'memory'
    case 'sandbox':
      return 'box'
    case 'request':
      return 'server'
    case 'wait':
      return 'hand'
    case 'vault':
      return node.label === 'resolved' ? 'key' : 'shield'
    case 'log':
      return 'log'
    case 'group':
      return node.children[0] === undefined ? 'wrench' : nodeIcon(node.children[0])
    case 'tool':
      return 'wrench'
  }
}

/** Visible name of a node. */
export function nodeName(node: TimelineNode): string {
  switch (node.kind) {
    case 'run':
      return t('run.node.run')
    case 'phase':
      return node.label === 'check'
        ? t('run.node.check')
        : node.label === 'compile'
          ? t('run.node.compile')
          : node.label === 'sandbox'
            ? t('run.node.sandbox')
            : t('run.node.code')
    case 'request':
      return t('run.node.request')
    case 'wait':
      return node.hold?.to === undefined ? t('run.node.waiting') : t('run.node.waited')
    case 'vault':
      return node.label === 'resolved'
        ? t('run.node.resolved', { count: node.count ?? 0 })
        : t('run.node.minted', { count: node.count ?? 0 })
    case 'log':
      return node.label.split('\n', 1)[0]?.slice(0, 200) ?? ''
    default:
      return toolName(node.label)
  }
}

/** What a screen reader says of a row: name, kind, start, length, outcome, size. */
export function nodeSentence(node: TimelineNode): string {
  const parts = [
    nodeName(node) + (node.members === undefined ? '' : ` × ${node.members.length}`),
    t(`run.kind.${node.kind}`),
    t('run.startedAt', { time: spokenDuration(node.from) }),
  ]
  if (node.point !== true) parts.push(t('run.lasted', { time: spokenDuration(node.to - node.from) }))
  parts.push(t(`run.state.${node.state}`))
  const error = node.call?.error
  if (error !== undefined && node.kind !== 'vault') parts.push(error.message)
  if (node.call !== undefined && node.call.bytes > 0 && node.call.id === node.id)
    parts.push(formatBytes(node.call.bytes))
  return parts.join(', ')
}
