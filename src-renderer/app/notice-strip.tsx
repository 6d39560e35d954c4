import { useNotice } from '../state/notice.ts'
import { t } from '../text/t.ts'
import { Icon } from '../widgets/icon.tsx'

/** The failure of an action that has no place of its own. */
export function NoticeStrip() {
  const { notice, hint } = useNotice()
  if (notice === undefined && hint !== undefined)
    return (
      <div className="connection-strip hint-strip" role="status">
        <Icon name="compare" />
        <span className="grow">{hint}</span>
        <button
          type="button"
          className="btn ghost icon sm"
          aria-label={t('action.close')}
          onClick={() => useNotice.setState({ hint: undefined })}
        >
          <Icon name="x" />
        </button>
      </div>
    )
  if (notice === undefined) return null
  return (
    <div className="connection-strip notice" role="alert">
      <Icon name="warn" />
      <span className="grow">
        {notice.message} <code>{notice.code}</code>
      </span>
      <button
        type="button"
        className="btn ghost icon sm"
        aria-label={t('action.close')}
        onClick={() => useNotice.setState({ notice: undefined })}
      >
        <Icon name="x" />
      </button>
    </div>
  )
}
