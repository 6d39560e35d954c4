import { useState } from 'react'
import { act } from '../../state/act.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { QueryView } from '../../widgets/states.tsx'

/** How the keys are protected at rest; sets, changes and removes the passphrase, and unlocks the vault with it. */
export function Protection() {
  const status = useQuery('vault.status', {}, ['vault'])
  return (
    <section className="panel" aria-labelledby="settings-protection">
      <header>
        <h2 id="settings-protection">{t('protection.title')}</h2>
      </header>
      <div className="in">
        <QueryView query={status} title={t('protection.failed')} rows={2}>
          {(data) => (
            <>
              <p>{data.protection}</p>
              {data.passphrase === 'impossible' ? null : (
                <PassphraseForm isSet={data.passphrase === 'set'} locked={data.locked} done={status.reload} />
              )}
            </>
          )}
        </QueryView>
      </div>
    </section>
  )
}

/** Nothing typed here outlives the form: both fields are emptied when the host has answered. */
function PassphraseForm({ isSet, locked, done }: { isSet: boolean; locked: boolean; done: () => void }) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const differ = again !== '' && next !== again
  const cleared = (): void => {
    setCurrent('')
    setNext('')
    setAgain('')
    done()
  }
  const own = isSet ? { current } : {}

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (next === again) act('vault.passphrase', { ...own, next }, cleared)
      }}
    >
      <p className="muted small">{t(isSet ? 'protection.setHint' : 'protection.unsetHint')}</p>
      {isSet ? <Secret label={t('protection.current')} value={current} onChange={setCurrent} /> : null}
      <Secret label={t('protection.next')} value={next} onChange={setNext} />
      <Secret label={t('protection.again')} value={again} onChange={setAgain} />
      <p role="status" className="small">
        {differ ? t('protection.differ') : ''}
      </p>
      <div className="row">
        <button
          type="submit"
          className="btn"
          disabled={next.length < 8 || next !== again || (isSet && current === '')}
        >
          {t(isSet ? 'protection.change' : 'protection.set')}
        </button>
        {isSet ? (
          <button
            type="button"
            className="btn ghost"
            disabled={current === ''}
            onClick={() => act('vault.passphrase', { current, next: null }, cleared)}
          >
            {t('protection.remove')}
          </button>
        ) : null}
        {isSet && locked ? (
          <button
            type="button"
            className="btn"
            disabled={current === ''}
            onClick={() => act('vault.unlock', { passphrase: current }, cleared)}
          >
            {t('protection.unlock')}
          </button>
        ) : null}
      </div>
    </form>
  )
}

function Secret({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (text: string) => void
}) {
  return (
    <label className="setting">
      <span>{label}</span>
      <input
        className="input"
        type="password"
        autoComplete="off"
        maxLength={1024}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  )
}
