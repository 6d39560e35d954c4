import { Suspense, lazy, useState } from 'react'
import type { ComponentProps } from 'react'
import { t } from '../text/t.ts'
import { Loading } from './states.tsx'

const Editor = lazy(() => import('./monaco-editor.tsx'))
const Diff = lazy(() => import('./monaco-diff.tsx'))

/** The editor; its code is fetched when the first one is shown. */
export function LazyMonaco(props: ComponentProps<typeof Editor>) {
  const [since] = useState(() => Date.now())
  return (
    <Suspense fallback={<Loading since={since} label={t('editor.loading')} />}>
      <Editor {...props} />
    </Suspense>
  )
}

/** Two texts side by side; its code is fetched when the first one is shown. */
export function LazyDiff(props: ComponentProps<typeof Diff>) {
  const [since] = useState(() => Date.now())
  return (
    <Suspense fallback={<Loading since={since} label={t('editor.loading')} />}>
      <Diff {...props} />
    </Suspense>
  )
}
