import { useEffect, useState } from 'react'
import { t } from '../text/t.ts'
import { Icon } from './icon.tsx'

/** Copies a text and says so for two seconds. */
export function CopyButton({ text, label, iconOnly }: { text: string; label?: string; iconOnly?: boolean }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const name = copied ? t('action.copied') : (label ?? t('action.copy'))
  return (
    <button
      type="button"
      className={`btn ghost sm${iconOnly === true ? ' icon' : ''}`}
      {...(iconOnly === true ? { 'aria-label': name, title: name } : {})}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      <Icon name={copied ? 'check' : 'copy'} />
      {iconOnly === true ? null : name}
    </button>
  )
}
