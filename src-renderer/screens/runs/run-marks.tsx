import { useState } from 'react'
import type { RunRow } from '../../../src-main/contract/methods.ts'
import { act } from '../../state/act.ts'
import { t } from '../../text/t.ts'
import { Dialog } from '../../widgets/dialog.tsx'

/** Renames a run and keeps a note of it. */
export function RunMarks({ run, onClose }: { run: RunRow; onClose: () => void }) {
  const [title, setTitle] = useState(run.title)
  const [note, setNote] = useState(run.note)
  return (
    <Dialog title={t('runs.mark')} onClose={onClose}>
      <form
        className="approval"
        onSubmit={(event) => {
          event.preventDefault()
          act(
            'runs.mark',
            { id: run.id, title: title.trim() === '' ? run.title : title.trim(), note },
            onClose,
          )
        }}
      >
        <label className="field">
          <span>{t('runs.column.title')}</span>
          <input
            type="text"
            data-autofocus
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        </label>
        <label className="field">
          <span>{t('runs.note')}</span>
          <textarea
            rows={4}
            maxLength={4000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
        <div className="sheet-actions">
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="submit" className="btn primary">
            {t('action.save')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
