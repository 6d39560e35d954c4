import { useEffect, useState } from 'react'
import type { WireError } from '../../src-main/contract/errors.ts'
import { formatBytes, prettyJson } from '../pure/format.ts'
import { useReadBlob } from '../state/opened-runs.ts'
import { asWireError } from '../state/use-query.ts'
import { t } from '../text/t.ts'
import { Failure, Loading } from './states.tsx'
import { TokenText } from './token-text.tsx'

/** Bytes read at first; the rest on demand. */
const firstBytes = 65_536
const moreBytes = 131_072

interface BlobTextProps {
  blob: string
  label: string
  selected?: string | undefined
  onToken?: ((token: string) => void) | undefined
}

/** A recorded payload, read by reference, laid out when it is whole JSON; long ones in parts. */
export function BlobText({ blob, label, selected, onToken }: BlobTextProps) {
  const [state, setState] = useState<{ text: string; size: number; read: number }>()
  const [error, setError] = useState<WireError>()
  const [since] = useState(() => Date.now())
  const [wanted, setWanted] = useState(firstBytes)
  const readBlob = useReadBlob()

  useEffect(() => {
    const aborter = new AbortController()
    setState(undefined)
    setError(undefined)
    async function read(): Promise<void> {
      let text = ''
      let offset = 0
      let size = 1
      while (offset < Math.min(size, wanted)) {
        const length = Math.min(moreBytes, wanted - offset)
        const part = await readBlob(blob, offset, length, aborter.signal)
        text += part.text
        size = part.size
        offset += length
      }
      setState({ text, size, read: Math.min(offset, size) })
    }
    read().catch((failure: unknown) => {
      if (!aborter.signal.aborted) setError(asWireError(failure))
    })
    return () => aborter.abort()
  }, [blob, wanted, readBlob])

  if (error !== undefined) return <Failure title={t('blob.failed')} error={error} />
  if (state === undefined) return <Loading since={since} rows={4} />
  const whole = state.read >= state.size
  return (
    <>
      <pre className="block sensitive" tabIndex={0} role="region" aria-label={label}>
        <TokenText text={whole ? prettyJson(state.text) : state.text} selected={selected} onToken={onToken} />
      </pre>
      {whole ? null : (
        <button type="button" className="btn sm" onClick={() => setWanted(state.read + moreBytes)}>
          {t('blob.more', { shown: formatBytes(state.read), size: formatBytes(state.size) })}
        </button>
      )}
    </>
  )
}
