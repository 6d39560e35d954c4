import { Component } from 'react'
import type { ReactNode } from 'react'
import { t } from '../text/t.ts'
import { Failure } from '../widgets/states.tsx'
import { ScreenHeading } from '../widgets/screen-heading.tsx'

/** Keeps a fault of one screen in that screen, and says what it was. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined }

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <main id="main">
        <ScreenHeading className="vh">{t('app.screenFailed')}</ScreenHeading>
        <Failure
          title={t('app.screenFailed')}
          error={{ code: 'INTERNAL', message: error.message }}
          retry={() => this.setState({ error: undefined })}
        />
      </main>
    )
  }
}
