import { useEffect, useId, useRef } from 'react'
import type { ReactNode } from 'react'
import { t } from '../text/t.ts'
import { Icon } from './icon.tsx'

interface DialogProps {
  title: string
  onClose: () => void
  /** `alertdialog` for decisions that must be made. */
  role?: 'dialog' | 'alertdialog'
  /** Id of the element that describes the dialog. */
  describedBy?: string
  wide?: boolean
  children: ReactNode
}

/** A modal sheet on the browser's own `dialog`: focus is kept inside and goes back to the opener on close. */
export function Dialog({ title, onClose, role = 'dialog', describedBy, wide, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const opener = document.activeElement
    element.current?.showModal()
    element.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
    }
  }, [])
  return (
    <dialog
      ref={element}
      role={role}
      className={wide === true ? 'sheet wide' : 'sheet'}
      aria-labelledby={heading}
      aria-describedby={describedBy}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onMouseDown={(event) => {
        if (event.target === element.current && role === 'dialog') onClose()
      }}
    >
      <div className="sheet-in">
        <header className="sheet-head">
          <h2 id={heading}>{title}</h2>
          <button
            type="button"
            className="btn ghost icon sm"
            aria-label={t('action.close')}
            onClick={onClose}
          >
            <Icon name="x" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
