import type { RunModel } from '../../pure/run-fold.ts'
import { zoomView } from '../../pure/time-scale.ts'
import { useCommands } from '../../state/commands.ts'
import type { Command } from '../../state/commands.ts'
import { stepEvent } from '../../state/player.ts'
import { navigate, setQuery } from '../../state/route.ts'
import { markForCompare, openInEditor, replay, rerun, stopRun } from '../../state/run-actions.ts'
import { exportRuns } from '../../state/run-export.ts'
import { lookAt, wholeView } from '../../state/run-view.ts'
import type { RunViewStore } from '../../state/run-view.ts'
import { t } from '../../text/t.ts'

/** Tabs of a run, in order. */
export const tabIds = ['timeline', 'flow', 'reports', 'data', 'log', 'raw'] as const
export type TabId = (typeof tabIds)[number]

interface RunCommandParts {
  id: string
  title: string
  model: RunModel
  store: RunViewStore
  live: boolean
  /** False for a run opened from a file: it can only be looked at. */
  owned: boolean
  newer: string | undefined
  older: string | undefined
  onFollow: () => void
  onSkill: () => void
  onDetails: () => void
  onCompress: () => void
  onCritical: () => void
  onCopy: () => void
}

/** Everything that can be done on the screen of a run. */
export function useRunCommands(parts: RunCommandParts): void {
  const { id, title, model, store, live, owned, newer, older } = parts
  const zoom = (factor: number) => () =>
    store.setState({ view: zoomView(store.getState().view, factor, 0.5) })
  const list: Command[] = [
    {
      id: 'run.previous',
      group: 'go',
      title: t('command.newerRun'),
      icon: 'left',
      keys: ['['],
      when: () => newer !== undefined,
      run: () => newer !== undefined && navigate('run', newer),
    },
    {
      id: 'run.next',
      group: 'go',
      title: t('command.olderRun'),
      icon: 'right',
      keys: [']'],
      when: () => older !== undefined,
      run: () => older !== undefined && navigate('run', older),
    },
    {
      id: 'run.again',
      group: 'run',
      title: t('command.rerun'),
      icon: 'rerun',
      keys: ['r'],
      when: () => owned,
      run: () => void rerun(id),
    },
    {
      id: 'run.replay',
      group: 'run',
      title: t('run.replay'),
      icon: 'rerun',
      keys: ['shift+mod+Enter'],
      when: () => owned && !live,
      run: () => void replay(id),
    },
    {
      id: 'run.compare',
      group: 'run',
      title: t('command.compare'),
      icon: 'compare',
      keys: ['d'],
      when: () => owned,
      run: () => markForCompare({ id, title }),
    },
    {
      id: 'run.stop',
      group: 'run',
      title: t('command.stop'),
      icon: 'stop',
      keys: ['mod+.'],
      when: () => live,
      run: () => void stopRun(id),
    },
    {
      id: 'run.edit',
      group: 'run',
      title: t('command.edit'),
      icon: 'editor',
      keys: ['e'],
      when: () => owned,
      run: () => void openInEditor(id),
    },
    {
      id: 'run.export',
      group: 'run',
      title: t('run.export'),
      icon: 'export',
      when: () => owned,
      run: () => void exportRuns([id]),
    },
    {
      id: 'run.copy',
      group: 'run',
      title: t('command.copyAs'),
      icon: 'copy',
      keys: ['c'],
      run: parts.onCopy,
    },
    {
      id: 'run.skill',
      group: 'run',
      title: t('skills.save'),
      icon: 'spark',
      when: () => owned && !live,
      run: parts.onSkill,
    },
    {
      id: 'timeline.play',
      group: 'timeline',
      title: t('command.play'),
      icon: 'play',
      keys: ['Space'],
      // Space on a button presses the button.
      when: () => document.activeElement?.closest('button, a, [role="slider"], [role="separator"]') === null,
      run: () => store.setState({ playing: !store.getState().playing }),
    },
    {
      id: 'timeline.nextEvent',
      group: 'timeline',
      title: t('command.nextEvent'),
      keys: ['.'],
      run: () => stepEvent(store, model, 1),
    },
    {
      id: 'timeline.previousEvent',
      group: 'timeline',
      title: t('command.previousEvent'),
      keys: [','],
      run: () => stepEvent(store, model, -1),
    },
    {
      id: 'timeline.toEnd',
      group: 'timeline',
      title: t('run.toEnd'),
      when: () => store.getState().playhead !== undefined,
      run: () => lookAt(store, undefined),
    },
    {
      id: 'timeline.in',
      group: 'timeline',
      title: t('command.zoomIn'),
      icon: 'plus',
      keys: ['+', '='],
      run: zoom(0.5),
    },
    {
      id: 'timeline.out',
      group: 'timeline',
      title: t('command.zoomOut'),
      icon: 'minus',
      keys: ['-'],
      run: zoom(2),
    },
    {
      id: 'timeline.fit',
      group: 'timeline',
      title: t('command.zoomFit'),
      keys: ['0'],
      run: () => store.setState({ view: wholeView }),
    },
    {
      id: 'timeline.compress',
      group: 'timeline',
      title: t('command.compress'),
      icon: 'clock',
      run: parts.onCompress,
    },
    {
      id: 'timeline.critical',
      group: 'timeline',
      title: t('command.critical'),
      icon: 'pulse',
      keys: ['p'],
      run: parts.onCritical,
    },
    {
      id: 'timeline.follow',
      group: 'timeline',
      title: t('command.follow'),
      keys: ['l'],
      when: () => live,
      run: parts.onFollow,
    },
    ...tabIds.map((one) => ({
      id: `run.tab.${one}`,
      group: 'view' as const,
      title: t('command.showTab', { tab: t(`run.tab.${one}`) }),
      run: () => setQuery({ tab: one }),
    })),
    {
      id: 'run.inspector',
      group: 'view',
      title: t('command.inspector'),
      icon: 'panel',
      keys: ['alt+mod+b'],
      run: parts.onDetails,
    },
  ]
  useCommands(list)
}
