import { useEffect } from 'react'
import { formatTime } from '../../pure/format.ts'
import { t } from '../../text/t.ts'
import { Empty, QueryView } from '../../widgets/states.tsx'
import { TokenText } from '../../widgets/token-text.tsx'
import { useUndo } from './undo.ts'
import { useMemory, writeMemory } from './use-memory.ts'

interface DueTask {
  id: string
  action: string
  due?: string
  deadline?: string
  repeat?: string
  promisedTo?: string
  state: 'missed' | 'overdue' | 'due' | 'upcoming'
  reason: string
  blockedBy: string[]
}

interface ListedTask {
  id: string
  action: string
  cue?: unknown
  tags: string[]
}

const tones = { missed: 'error', overdue: 'warn', due: 'info', upcoming: '' } as const

/** What agents mean to do: due first, then what comes within a year, then what waits for an occasion. */
export function Tasks() {
  const due = useMemory<DueTask[]>('prospective/due', { horizonDays: 366, limit: 200 })
  const open = useMemory<{ tasks: ListedTask[] }>('prospective/list_tasks', { status: 'open', limit: 200 })
  const undo = useUndo((state) => state.last)
  useEffect(() => {
    if (undo === undefined) return
    due.reload()
    open.reload()
  }, [undo])
  return (
    <QueryView query={due} title={t('memory.tasksFailed')} rows={6}>
      {(list) => {
        const timed = new Set(list.map((task) => task.id))
        const rest = open.data?.tasks.filter((task) => !timed.has(task.id)) ?? []
        if (list.length === 0 && rest.length === 0)
          return (
            <Empty icon="clock" title={t('memory.tasksEmpty')}>
              <p>{t('memory.tasksEmptyText')}</p>
              <pre className="block code">{t('memory.tasksExample')}</pre>
            </Empty>
          )
        return (
          <div className="pane-body" tabIndex={0} role="region" aria-label={t('memory.tab.tasks')}>
            <ul className="task-list">
              {list.map((task) => (
                <li key={task.id}>
                  <span className={`badge ${tones[task.state]}`}>{t(`memory.task.${task.state}`)}</span>
                  <span className="grow sensitive">
                    <TokenText text={task.action} />
                    <span className="faint small block-line">
                      {[
                        task.due === undefined ? '' : formatTime(Date.parse(task.due)),
                        task.reason,
                        task.repeat ?? '',
                        task.blockedBy.length === 0
                          ? ''
                          : t('memory.task.blocked', { count: task.blockedBy.length }),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                  </span>
                  <TaskActions id={task.id} />
                </li>
              ))}
              {rest.map((task) => (
                <li key={task.id}>
                  <span className="badge">{t('memory.task.open')}</span>
                  <span className="grow sensitive">
                    <TokenText text={task.action} />
                    <span className="faint small block-line">
                      {task.cue === undefined ? t('memory.task.noTime') : JSON.stringify(task.cue)}
                    </span>
                  </span>
                  <TaskActions id={task.id} />
                </li>
              ))}
            </ul>
          </div>
        )
      }}
    </QueryView>
  )
}

function TaskActions({ id }: { id: string }) {
  const close = (outcome: 'done' | 'cancelled') =>
    void writeMemory('prospective/complete_task', { id, outcome }, t(`memory.task.was.${outcome}`))
  return (
    <>
      <button type="button" className="btn sm" onClick={() => close('done')}>
        {t('memory.task.done')}
      </button>
      <button type="button" className="btn ghost sm" onClick={() => close('cancelled')}>
        {t('memory.task.cancel')}
      </button>
    </>
  )
}
