import type { Result } from '../../../src-main/contract/methods.ts'
import { readState } from '../../pure/session-state.ts'
import { useQuery } from '../../state/use-query.ts'
import { t } from '../../text/t.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { Dialog } from '../../widgets/dialog.tsx'
import { QueryView } from '../../widgets/states.tsx'
import { TokenText } from '../../widgets/token-text.tsx'

type Session = Result<'sessions.list'>['sessions'][number]

/** What a session remembers between its runs, variable by variable; personal values are tokens. */
export function SessionState({ session, onClose }: { session: Session; onClose: () => void }) {
  const state = useQuery('sessions.state', { id: session.id }, ['runs'])
  return (
    <Dialog title={t('sessions.stateOf', { id: session.title || session.id })} onClose={onClose} wide>
      <div className="approval">
        <QueryView query={state} title={t('sessions.stateFailed')} rows={4}>
          {(data) => {
            const variables = readState(data.text)
            if (variables.length === 0) return <p className="muted">{t('sessions.noState')}</p>
            return (
              <dl className="state-list">
                {variables.map((one) => (
                  <div key={one.name}>
                    <dt className="row">
                      <code className="strong">{one.name}</code>
                      <span className="faint small grow">{one.type}</span>
                      <CopyButton text={one.text} iconOnly />
                    </dt>
                    <dd>
                      <pre className="block sensitive" tabIndex={0} role="region" aria-label={one.name}>
                        <TokenText
                          text={one.text.length > 20_000 ? `${one.text.slice(0, 20_000)}…` : one.text}
                        />
                      </pre>
                    </dd>
                  </div>
                ))}
              </dl>
            )
          }}
        </QueryView>
      </div>
    </Dialog>
  )
}
