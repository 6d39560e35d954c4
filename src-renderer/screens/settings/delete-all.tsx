import { useState } from 'react'
import { act } from '../../state/act.ts'
import { announce } from '../../state/announce.ts'
import { t } from '../../text/t.ts'
import { Dialog } from '../../widgets/dialog.tsx'

const phrase = 'delete everything'

/** Takes Athena's data off this computer; asked twice, the second time in words. */
export function DeleteAll() {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const [gone, setGone] = useState(false)
  return (
    <section className="panel" aria-labelledby="settings-delete">
      <header>
        <h2 id="settings-delete">{t('settings.delete')}</h2>
      </header>
      <div className="in setting">
        <p className="muted grow">{gone ? t('settings.deleted') : t('settings.deleteText')}</p>
        <button type="button" className="btn danger" disabled={gone} onClick={() => setOpen(true)}>
          {t('settings.deleteButton')}
        </button>
      </div>
      {open ? (
        <Dialog
          title={t('settings.deleteTitle')}
          role="alertdialog"
          describedBy="delete-all"
          onClose={() => setOpen(false)}
        >
          <form
            className="approval"
            onSubmit={(event) => {
              event.preventDefault()
              if (typed.trim() !== phrase) return
              act('data.deleteAll', { confirm: phrase }, () => {
                setOpen(false)
                setGone(true)
                localStorage.clear()
                announce(t('settings.deleted'))
              })
            }}
          >
            <label className="field">
              <span id="delete-all">{t('settings.deleteConfirm')}</span>
              <input
                className="input"
                data-autofocus
                autoComplete="off"
                spellCheck={false}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            </label>
            <div className="sheet-actions">
              <span className="grow" />
              <button type="button" className="btn" onClick={() => setOpen(false)}>
                {t('action.cancel')}
              </button>
              <button type="submit" className="btn danger" disabled={typed.trim() !== phrase}>
                {t('settings.deleteNow')}
              </button>
            </div>
          </form>
        </Dialog>
      ) : null}
    </section>
  )
}
