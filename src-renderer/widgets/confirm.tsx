import { t } from '../text/t.ts'
import { Dialog } from './dialog.tsx'

interface ConfirmProps {
  title: string
  text: string
  /** The verb of what will be done. */
  action: string
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that cannot be undone; the harmless answer has the focus. */
export function Confirm({ title, text, action, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="approval">
        <p>{text}</p>
        <div className="sheet-actions">
          <span className="grow" />
          <button type="button" className="btn" data-autofocus onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button
            type="button"
            className="btn primary"
            onClick={() => {
              onClose()
              onConfirm()
            }}
          >
            {action}
          </button>
        </div>
      </div>
    </Dialog>
  )
}
