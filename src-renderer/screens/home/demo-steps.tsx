import { useState } from 'react'
import { useHostInfo } from '../../state/host-info.ts'
import { routeHash } from '../../state/route.ts'
import { t } from '../../text/t.ts'
import { Clients } from '../../widgets/clients.tsx'
import { Icon } from '../../widgets/icon.tsx'
import { MyData } from '../../widgets/my-data.tsx'
import { ScreenHeading } from '../../widgets/screen-heading.tsx'
import { OwnText } from './own-text.tsx'

type Step = 'demo' | 'data' | 'connect'
const steps: readonly { id: Step; title: 'demo.step1' | 'demo.step2' | 'demo.step3' }[] = [
  { id: 'demo', title: 'demo.step1' },
  { id: 'data', title: 'demo.step2' },
  { id: 'connect', title: 'demo.step3' },
]

/** Where one is in getting started; each step can be gone to at any time. */
export function DemoSteps({ step }: { step: Step }) {
  return (
    <nav className="steps" aria-label={t('demo.steps')}>
      {steps.map((one, index) => (
        <a
          key={one.id}
          href={routeHash('home', 'demo', one.id === 'demo' ? {} : { step: one.id })}
          aria-current={one.id === step ? 'step' : undefined}
        >
          <b>{index + 1}</b>
          {t(one.title)}
        </a>
      ))}
    </nav>
  )
}

/** Step 2: what only the user knows to be personal, tried at once on a text. */
export function DataStep() {
  const [round, setRound] = useState(0)
  return (
    <main id="main" className="demo step-page">
      <div className="hero">
        <div className="grow">
          <ScreenHeading>{t('demo.dataTitle')}</ScreenHeading>
          <p className="muted">{t('demo.dataLead')}</p>
        </div>
        <DemoSteps step="data" />
        <a className="btn primary lg" href={routeHash('home', 'demo', { step: 'connect' })}>
          {t('demo.next3')}
          <Icon name="right" small />
        </a>
      </div>
      <div className="step-body">
        <section className="panel" aria-labelledby="step-data">
          <header>
            <h2 id="step-data">{t('privacy.own')}</h2>
          </header>
          <div className="in">
            <MyData onChange={() => setRound(round + 1)} />
          </div>
        </section>
      </div>
      <OwnText idPrefix="own" round={round} />
    </main>
  )
}

/** Step 3: the clients on this computer, and what to say to them first. */
export function ConnectStep() {
  const clients = useHostInfo((state) => state.info?.clients)
  return (
    <main id="main" className="demo step-page">
      <div className="hero">
        <div className="grow">
          <ScreenHeading>{t('demo.connectTitle')}</ScreenHeading>
          <p className="muted">{t('demo.connectLead')}</p>
        </div>
        <DemoSteps step="connect" />
      </div>
      <div className="step-body">
        {clients === undefined || clients.length === 0 ? null : (
          <p className="strip-note info" role="status">
            <Icon name="check" small />
            {t('demo.connected', { names: clients.map((client) => client.name).join(', ') })}
          </p>
        )}
        <Clients />
        <p className="muted">
          {t('demo.otherWays')} <a href={routeHash('connect')}>{t('screen.connect')}</a>
        </p>
      </div>
    </main>
  )
}
