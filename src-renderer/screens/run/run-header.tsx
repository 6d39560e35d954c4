import type { RunRow } from '../../../src-main/contract/methods.ts'
import type { RunModel } from '../../pure/run-fold.ts'
import { formatTime } from '../../pure/format.ts'
import { act } from '../../state/act.ts'
import { copyRunMarkdown, exportPage, exportRuns } from '../../state/run-export.ts'
import { isOpenedRun } from '../../state/opened-runs.ts'
import { navigate, routeHash } from '../../state/route.ts'
import { markForCompare, openInEditor, replay, rerun, stopRun } from '../../state/run-actions.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'
import { Menu } from '../../widgets/menu.tsx'
import type { MenuItem } from '../../widgets/menu.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'

interface RunHeaderProps {
  id: string
  run: RunRow | undefined
  model: RunModel
  code: string
  answer: string | undefined
  live: boolean
  follow: boolean
  newer: string | undefined
  older: string | undefined
  details: boolean
  onFollow: () => void
  onSkill: () => void
  onDetails: () => void
  onChanged: () => void
}

/** What run this is, and what can be done with it. */
export function RunHeader(props: RunHeaderProps) {
  const { id, run, model, live, follow, newer, older } = props
  const file = isOpenedRun(id)
  return (
    <header className="screen-head">
      <nav className="row crumbs" aria-label={t('run.breadcrumb')}>
        <a href="#/runs">{t('screen.runs')}</a>
        <Icon name="right" small />
      </nav>
      <ScreenHeading className="ellip">{run?.title ?? id}</ScreenHeading>
      <span className="faint small ellip hide-narrow run-ids">
        {run === undefined
          ? ''
          : `${run.client === '' ? run.source : run.client} · ${formatTime(run.startedAt)} · ${run.session} · ${run.id}`}
      </span>
      <span className="grow" />
      {file ? <span className="badge">{t('run.fromFile')}</span> : null}
      {model.started?.of === undefined || file ? null : (
        <a className="btn ghost sm" href={routeHash('compare', `${model.started.of}/${id}`)}>
          <Icon name="compare" />
          {t('run.compareOriginal')}
        </a>
      )}
      {live ? (
        <button
          type="button"
          className={`badge ${follow ? 'info' : ''}`}
          aria-pressed={follow}
          onClick={props.onFollow}
        >
          <span className="live" />
          {t('run.following', { count: model.events.length })}
        </button>
      ) : null}
      <div className="transport">
        <Step name={t('command.newerRun')} keys="[" icon="left" to={newer} />
        <Step name={t('command.olderRun')} keys="]" icon="right" to={older} />
      </div>
      {file ? null : (
        <button type="button" className="btn" onClick={() => void openInEditor(id)}>
          <Icon name="editor" />
          {t('runs.edit')}
        </button>
      )}
      {file ? null : live ? (
        <button type="button" className="btn primary" onClick={() => void stopRun(id)}>
          <Icon name="stop" small />
          {t('runs.stop')}
        </button>
      ) : (
        <>
          <button type="button" className="btn opt" onClick={() => void rerun(id)}>
            <Icon name="play" small />
            {t('runs.again')}
          </button>
          <button
            type="button"
            className="btn primary"
            title={t('run.replayHint')}
            onClick={() => void replay(id)}
          >
            <Icon name="rerun" />
            {t('run.replay')}
          </button>
        </>
      )}
      <Menu label={t('run.more')} className="btn icon" button={<Icon name="more" />} items={menuOf(props)} />
      <button
        type="button"
        className="btn icon show-narrow"
        aria-label={t('run.selected')}
        aria-expanded={props.details}
        onClick={props.onDetails}
      >
        <Icon name="panel" />
      </button>
    </header>
  )
}

function Step({
  name,
  keys,
  icon,
  to,
}: {
  name: string
  keys: string
  icon: 'left' | 'right'
  to: string | undefined
}) {
  return (
    <button
      type="button"
      className="btn ghost icon sm"
      aria-label={name}
      title={`${name} ${keys}`}
      disabled={to === undefined}
      onClick={() => to !== undefined && navigate('run', to)}
    >
      <Icon name={icon} />
    </button>
  )
}

function menuOf({ id, run, model, code, answer, live, onSkill, onChanged }: RunHeaderProps): MenuItem[] {
  const file = isOpenedRun(id)
  const parts = { title: run?.title ?? id, status: run?.status ?? '', code, answer }
  return [
    { id: 'markdown', label: t('run.copyMarkdown'), run: () => void copyRunMarkdown(model, parts) },
    ...(file
      ? []
      : [
          { id: 'export', label: t('run.export'), icon: 'export' as const, run: () => void exportRuns([id]) },
        ]),
    {
      id: 'page',
      label: t('run.exportPage'),
      icon: 'export',
      run: () => void exportPage(id, model, parts),
    },
    ...(file
      ? []
      : [
          {
            id: 'compare',
            label: t('run.markCompare'),
            icon: 'compare' as const,
            run: () => markForCompare({ id, title: parts.title }),
          },
          {
            id: 'pin',
            label: run?.pinned === true ? t('runs.unpin') : t('runs.pin'),
            icon: 'pin' as const,
            run: () => act('runs.mark', { id, pinned: run?.pinned !== true }, onChanged),
          },
          {
            id: 'skill',
            label: t('skills.save'),
            icon: 'spark' as const,
            disabled: live,
            run: onSkill,
          },
        ]),
  ]
}
