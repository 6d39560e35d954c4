import { memo } from 'react'
import type { RunRow } from '../../../src-main/contract/methods.ts'
import { formatBytes, formatDuration, formatEstimate } from '../../pure/format.ts'
import { navigate } from '../../state/route.ts'
import { markForCompare, openInEditor, rerun, stopRun } from '../../state/run-actions.ts'
import { act } from '../../state/act.ts'
import { exportRuns } from '../../state/run-export.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { CodeView } from '../../widgets/code-view.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { Menu } from '../../widgets/menu.tsx'
import { QueryView } from '../../widgets/states.tsx'
import { StatusBadge } from '../../widgets/status-badge.tsx'
import { TokenText } from '../../widgets/token-text.tsx'

const alive = new Set(['queued', 'running', 'waiting'])

interface RunPreviewProps {
  run: RunRow
  onMark: (run: RunRow) => void
  onDelete: (id: string) => void
}

/** The selected run at a glance: code, answer, numbers. */
export const RunPreview = memo(function RunPreview({ run, onMark, onDelete }: RunPreviewProps) {
  const detail = useQuery('runs.get', { id: run.id }, alive.has(run.status) ? [`run:${run.id}`] : [])
  return (
    <aside className="pane inspector run-preview" aria-label={t('runs.preview')}>
      <div className="pane-head">
        <h2 className="grow ellip">{run.title}</h2>
        <StatusBadge status={run.status} />
        <Menu
          label={t('run.more')}
          className="btn ghost icon sm"
          button={<Icon name="more" />}
          items={[
            {
              id: 'pin',
              label: run.pinned ? t('runs.unpin') : t('runs.pin'),
              icon: 'pin',
              run: () => act('runs.mark', { id: run.id, pinned: !run.pinned }),
            },
            { id: 'mark', label: t('runs.mark'), icon: 'editor', run: () => onMark(run) },
            { id: 'export', label: t('run.export'), icon: 'export', run: () => void exportRuns([run.id]) },
            {
              id: 'compare',
              label: t('run.markCompare'),
              icon: 'compare',
              run: () => markForCompare(run),
            },
            { id: 'delete', label: t('runs.delete'), icon: 'trash', run: () => onDelete(run.id) },
          ]}
        />
      </div>
      <div className="pane-body">
        <div className="section row wrap">
          <button type="button" className="btn primary" onClick={() => navigate('run', run.id)}>
            {t('runs.open')}
          </button>
          <button type="button" className="btn" onClick={() => void openInEditor(run.id)}>
            <Icon name="editor" />
            {t('runs.edit')}
          </button>
          {alive.has(run.status) ? (
            <button type="button" className="btn" onClick={() => void stopRun(run.id)}>
              <Icon name="stop" />
              {t('runs.stop')}
            </button>
          ) : (
            <button type="button" className="btn" onClick={() => void rerun(run.id)}>
              <Icon name="rerun" />
              {t('runs.again')}
            </button>
          )}
        </div>
        <div className="section">
          <dl className="dl">
            {run.note === '' ? null : (
              <>
                <dt>{t('runs.note')}</dt>
                <dd className="sensitive">{run.note}</dd>
              </>
            )}
            <dt>{t('runs.column.client')}</dt>
            <dd>{run.client === '' ? run.source : run.client}</dd>
            <dt>{t('runs.session')}</dt>
            <dd className="mono small">{run.session}</dd>
            <dt>{t('runs.execution')}</dt>
            <dd className="mono small">{run.id}</dd>
            <dt>{t('runs.column.duration')}</dt>
            <dd>{formatDuration(run.durationMs)}</dd>
            <dt>{t('runs.column.stayed')}</dt>
            <dd>{formatBytes(run.bytesStayed)}</dd>
            <dt>{t('runs.column.model')}</dt>
            <dd>
              {formatBytes(run.bytesToModel)} ·{' '}
              {t('demo.modelTokens', { tokens: formatEstimate(run.tokensToModel) })}
            </dd>
          </dl>
        </div>
        <QueryView query={detail} title={t('run.failed')} rows={6}>
          {(data) => (
            <>
              <div className="section">
                <h3>{t('run.modelSaw')}</h3>
                <pre className="block sensitive" tabIndex={0} role="region" aria-label={t('run.modelSaw')}>
                  {data.answer === undefined ? t('run.noAnswer') : <TokenText text={data.answer} />}
                </pre>
              </div>
              <div className="section">
                <h3>{t('run.code')}</h3>
                <CodeView code={data.code} label={t('run.code')} />
              </div>
            </>
          )}
        </QueryView>
      </div>
    </aside>
  )
})
