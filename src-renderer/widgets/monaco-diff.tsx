import { useEffect, useRef } from 'react'
import 'monaco-editor/features/diffEditor/register'
import { monaco } from './monaco-setup.ts'

interface MonacoDiffProps {
  before: string
  after: string
  label: string
}

/** Two texts side by side, or below each other where there is little room. Loaded lazily: import it through `lazy-monaco.tsx` only. */
export default function MonacoDiff({ before, after, label }: MonacoDiffProps) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const place = element.current
    if (place === null) return
    const original = monaco.editor.createModel(before, 'plaintext')
    const modified = monaco.editor.createModel(after, 'plaintext')
    const editor = monaco.editor.createDiffEditor(place, {
      theme: 'athena',
      readOnly: true,
      originalEditable: false,
      domReadOnly: true,
      automaticLayout: true,
      renderSideBySide: true,
      useInlineViewWhenSpaceIsLimited: true,
      hideUnchangedRegions: { enabled: true },
      fontFamily: getComputedStyle(place).getPropertyValue('--font-mono'),
      fontSize: 12,
      lineHeight: 20,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      wordWrap: 'on',
      diffWordWrap: 'on',
      originalAriaLabel: label,
      modifiedAriaLabel: label,
      unicodeHighlight: { ambiguousCharacters: true, invisibleCharacters: true, nonBasicASCII: false },
    })
    editor.setModel({ original, modified })
    return () => {
      editor.dispose()
      original.dispose()
      modified.dispose()
    }
  }, [before, after, label])
  return <div className="monaco-place" ref={element} />
}
