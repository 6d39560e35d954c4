import 'monaco-editor/features/diffEditor/register'
import { useEffect, useRef } from 'react'
import { monaco } from './monaco-setup.ts'

interface MonacoDiffProps {
  first: string
  second: string
  /** Names of the two texts, read aloud. */
  label: string
  language: 'typescript' | 'json' | 'plaintext'
  /** Beside each other, or one below the other. */
  sideBySide: boolean
}

/** Two texts and what differs, read-only; F7 opens Monaco's accessible viewer. Loaded lazily: import it through `lazy-monaco.tsx` only. */
export default function MonacoDiff({ first, second, label, language, sideBySide }: MonacoDiffProps) {
  const element = useRef<HTMLDivElement>(null)
  const editor = useRef<monaco.editor.IStandaloneDiffEditor>(undefined)
  useEffect(() => {
    const place = element.current
    if (place === null) return
    const original = monaco.editor.createModel(first, language)
    const modified = monaco.editor.createModel(second, language)
    const created = monaco.editor.createDiffEditor(place, {
      theme: 'athena',
      readOnly: true,
      domReadOnly: true,
      originalEditable: false,
      originalAriaLabel: label,
      modifiedAriaLabel: label,
      automaticLayout: true,
      fontFamily: getComputedStyle(place).getPropertyValue('--font-mono'),
      fontSize: 12,
      lineHeight: 20,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      renderOverviewRuler: true,
      renderMarginRevertIcon: false,
      renderGutterMenu: false,
      hideUnchangedRegions: { enabled: true },
      unicodeHighlight: { ambiguousCharacters: true, invisibleCharacters: true, nonBasicASCII: false },
      fixedOverflowWidgets: true,
      useInlineViewWhenSpaceIsLimited: true,
    })
    created.setModel({ original, modified })
    editor.current = created
    return () => {
      editor.current = undefined
      created.dispose()
      original.dispose()
      modified.dispose()
    }
  }, [first, second, label, language])
  useEffect(() => {
    editor.current?.updateOptions({ renderSideBySide: sideBySide })
  }, [sideBySide, first, second])
  return <div className="monaco-diff" ref={element} />
}
