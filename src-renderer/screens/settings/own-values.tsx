import { act } from '../../state/act.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { MyData } from '../../widgets/my-data.tsx'
import { Segmented } from '../../widgets/segmented.tsx'

/** Detection can be switched off for single servers only. */
const modes = ['standard', 'strict'] as const

/** The user's own values, found exactly in every mode, and how closely the rest is looked at. */
export function OwnValues() {
  const status = useQuery('vault.status', {}, ['vault'])
  return (
    <section className="panel" aria-labelledby="settings-privacy">
      <header>
        <h2 id="settings-privacy">{t('privacy.title')}</h2>
      </header>
      <div className="in setting">
        <span>
          {t('privacy.mode')}
          <small className="muted block-line">{t('privacy.modeHint')}</small>
        </span>
        <Segmented
          label={t('privacy.mode')}
          items={modes.map((id) => ({ id, label: t(`privacy.${id}`) }))}
          value={status.data?.mode === 'strict' ? 'strict' : 'standard'}
          disabled={status.data === undefined}
          onChange={(mode) => act('privacy.setMode', { server: '*', mode }, status.reload)}
        />
      </div>
      <div className="in">
        <h3>{t('privacy.own')}</h3>
        <MyData />
      </div>
    </section>
  )
}
