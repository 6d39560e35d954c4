import { useState } from 'react'
import type { WireError } from '../../../src-main/contract/errors.ts'
import { host } from '../../link/host.ts'
import { asWireError } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { Dialog } from '../../widgets/dialog.tsx'

/** Asks for the passphrase of the keys. What was typed leaves the page for the host alone, and is forgotten with the dialog. */
export function UnlockDialog({ onClose, onUnlocked }: { onClose: () => void; onUnlocked: () => void }) {
  const [passphrase, setPassphrase] = useState('')
  const [problem, setProblem] = useState<WireError>()
  const [asking, setAsking] = useState(false)

  function unlock(): void {
    setAsking(true)
    host.call('vault.unlock', { passphrase }).then(onUnlocked, (error: unknown) => {
      setProblem(asWireError(error))
      setPassphrase('')
      setAsking(false)
    })
  }
  return (
    <Dialog title={t('vault.unlockTitle')} onClose={onClose}>
      <form
        className="approval"
        onSubmit={(event) => {
          event.preventDefault()
          unlock()
        }}
      >
        <p>{t('vault.unlockText')}</p>
        <label className="field">
          <span>{t('vault.passphrase')}</span>
          <input
            className="input"
            type="password"
            data-autofocus
            autoComplete="off"
            maxLength={1024}
            value={passphrase}
            aria-invalid={problem !== undefined}
            onChange={(event) => setPassphrase(event.target.value)}
          />
        </label>
        {problem === undefined ? null : (
          <p role="alert" className="error-text small">
            {problem.message}
          </p>
        )}
        <div className="sheet-actions">
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="submit" className="btn primary" disabled={passphrase === '' || asking}>
            {t('vault.unlock')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
