import type { RefObject } from 'react'
import type { RunRow } from '../../../src-main/contract/methods.ts'
import { act } from '../../state/act.ts'
import { useCommands } from '../../state/commands.ts'
import type { Command } from '../../state/commands.ts'
import { navigate } from '../../state/route.ts'
import { markForCompare, rerun, stopRun } from '../../state/run-actions.ts'
import { exportRuns, openRunFromFile } from '../../state/run-export.ts'
import { t } from '../../text/t.ts'
import { focusFilter } from '../../widgets/filter-field.tsx'

/** Rows a page key goes. */
const pageRows = 20

interface RunsCommandParts {
  scroller: RefObject<HTMLDivElement | null>
  count: number
  /** Row with the focus, and the run it was given to; none yet when the list has just come. */
  at: number
  lead: string | undefined
  current: RunRow | undefined
  chosen: readonly RunRow[]
  move: (index: number, extend: boolean) => void
  toggle: () => void
  selectAll: () => void
  clear: () => void
  remove: () => void
  mark: () => void
  saveFilter: () => void
}

/** Everything that can be done in the list of runs. */
export function useRunsCommands(parts: RunsCommandParts): void {
  const { at, lead, count, current, chosen, move } = parts
  const inRow = () => parts.scroller.current?.contains(document.activeElement) === true
  const quiet = (
    id: string,
    title: string,
    keys: string[],
    run: () => void,
    when: () => boolean = inRow,
  ): Command => ({ id, group: 'go', title, keys, quiet: true, when, run })
  const atRest = () =>
    inRow() || document.activeElement?.tagName === 'H1' || document.activeElement === document.body
  const down = (extend: boolean) => move(inRow() || lead !== undefined ? at + 1 : 0, extend)
  useCommands([
    quiet('runs.next', t('command.nextRow'), ['j', 'ArrowDown'], () => down(false), atRest),
    quiet('runs.previous', t('command.previousRow'), ['k', 'ArrowUp'], () => move(at - 1, false)),
    quiet('runs.extendDown', t('command.extendDown'), ['shift+ArrowDown'], () => move(at + 1, true)),
    quiet('runs.extendUp', t('command.extendUp'), ['shift+ArrowUp'], () => move(at - 1, true)),
    quiet('runs.toggle', t('command.toggleRow'), ['Space'], parts.toggle),
    quiet('runs.all', t('command.selectAll'), ['mod+a'], parts.selectAll),
    quiet('runs.clear', t('runs.clearSelection'), ['Escape'], parts.clear, () => chosen.length > 1),
    quiet('runs.first', t('command.firstRow'), ['Home'], () => move(0, false)),
    quiet('runs.last', t('command.lastRow'), ['End'], () => move(count - 1, false)),
    quiet('runs.pageDown', t('command.pageDown'), ['PageDown'], () => move(at + pageRows, false)),
    quiet('runs.pageUp', t('command.pageUp'), ['PageUp'], () => move(at - pageRows, false)),
    quiet('runs.open', t('command.openRun'), ['Enter'], () => current && navigate('run', current.id)),
    {
      id: 'runs.again',
      group: 'run',
      title: t('command.rerun'),
      icon: 'rerun',
      keys: ['r'],
      when: () => current !== undefined,
      run: () => current && void rerun(current.id),
    },
    {
      id: 'runs.compare',
      group: 'run',
      title: t('command.compare'),
      icon: 'compare',
      keys: ['d'],
      when: () => current !== undefined,
      run: () => {
        const [one, other] = chosen
        if (chosen.length === 2 && one !== undefined && other !== undefined)
          navigate('compare', `${other.id}/${one.id}`)
        else if (current !== undefined) markForCompare(current)
      },
    },
    {
      id: 'runs.pin',
      group: 'run',
      title: t('command.pinRun'),
      icon: 'pin',
      keys: ['p'],
      when: () => current !== undefined,
      run: () => current && act('runs.mark', { id: current.id, pinned: !current.pinned }),
    },
    {
      id: 'runs.mark',
      group: 'run',
      title: t('runs.mark'),
      icon: 'editor',
      keys: ['n'],
      when: () => current !== undefined,
      run: parts.mark,
    },
    {
      id: 'runs.delete',
      group: 'run',
      title: t('command.deleteRuns'),
      icon: 'trash',
      keys: ['Delete'],
      when: () => current !== undefined && inRow(),
      run: parts.remove,
    },
    {
      id: 'runs.export',
      group: 'run',
      title: t('runs.exportChosen'),
      icon: 'export',
      when: () => current !== undefined,
      run: () =>
        void exportRuns(chosen.length > 0 ? chosen.map((run) => run.id) : current ? [current.id] : []),
    },
    {
      id: 'runs.openFile',
      group: 'run',
      title: t('runs.openFile'),
      icon: 'file',
      run: openRunFromFile,
    },
    {
      id: 'runs.stop',
      group: 'run',
      title: t('command.stop'),
      icon: 'stop',
      keys: ['mod+.'],
      when: () => current !== undefined && ['queued', 'running', 'waiting'].includes(current.status),
      run: () => current && void stopRun(current.id),
    },
    {
      id: 'runs.filter',
      group: 'view',
      title: t('command.filter'),
      icon: 'filter',
      keys: ['/'],
      run: focusFilter,
    },
    {
      id: 'runs.saveFilter',
      group: 'view',
      title: t('runs.saveFilter'),
      icon: 'pin',
      keys: ['mod+s'],
      run: parts.saveFilter,
    },
  ])
}
