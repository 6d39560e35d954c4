import { useEffect, useRef } from 'react'
import { t } from '../text/t.ts'
import { monaco, typescriptDefaults } from './monaco-setup.ts'

/** A finding shown in the text: 1-based line and columns. */
export interface EditorMarker {
  severity: 'error' | 'note'
  message: string
  line: number
  column: number
  endColumn?: number | undefined
}

/** What others may do with an editor that is shown. */
export interface EditorHandle {
  reveal(line: number, column?: number): void
  focus(): void
  nextProblem(step: 1 | -1): void
}

/** A note at the end of a line, such as how long its call took. */
export interface LineNote {
  line: number
  text: string
  failed: boolean
}

interface MonacoEditorProps {
  value: string
  label: string
  /** Path of the model, such as `inmemory://model/workspace/script.ts`; it decides how imports resolve. */
  path?: string
  language?: 'typescript' | 'json' | 'plaintext'
  readOnly?: boolean
  markers?: readonly EditorMarker[]
  notes?: readonly LineNote[]
  /** Declarations for completion and hovers. */
  libs?: readonly { path: string; text: string }[] | undefined
  onChange?: (value: string) => void
  onReady?: (handle: EditorHandle) => void
}

/** Monaco with Athena's theme. Loaded lazily: import it through `lazy-monaco.tsx` only. */
export default function MonacoEditor({
  value,
  label,
  path,
  language = 'typescript',
  readOnly = false,
  markers,
  notes,
  libs,
  onChange,
  onReady,
}: MonacoEditorProps) {
  const element = useRef<HTMLDivElement>(null)
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(undefined)
  const latest = useRef({ value, onChange, onReady })
  latest.current = { value, onChange, onReady }

  useEffect(() => {
    const place = element.current
    if (place === null) return
    const uri = path === undefined ? undefined : monaco.Uri.parse(path)
    const old = uri === undefined ? null : monaco.editor.getModel(uri)
    old?.dispose()
    const model = monaco.editor.createModel(latest.current.value, language, uri)
    model.updateOptions({
      tabSize: 2,
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    })
    const created = monaco.editor.create(place, {
      model,
      theme: 'athena',
      readOnly,
      domReadOnly: readOnly,
      ariaLabel: label,
      readOnlyMessage: { value: t('editor.readOnly') },
      accessibilitySupport: 'auto',
      automaticLayout: true,
      fontFamily: getComputedStyle(place).getPropertyValue('--font-mono'),
      fontSize: 12,
      lineHeight: 20,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      padding: { top: 8, bottom: 8 },
      lineNumbersMinChars: 4,
      glyphMargin: false,
      folding: true,
      tabSize: 2,
      renderLineHighlight: readOnly ? 'none' : 'line',
      overviewRulerLanes: 2,
      fixedOverflowWidgets: true,
      unicodeHighlight: { ambiguousCharacters: true, invisibleCharacters: true, nonBasicASCII: false },
      scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
      wordBasedSuggestions: 'off',
      stickyScroll: { enabled: false },
      bracketPairColorization: { enabled: false },
      guides: { indentation: !readOnly },
      codeLens: false,
    })
    editor.current = created
    const listening = model.onDidChangeContent(() => latest.current.onChange?.(model.getValue()))
    latest.current.onReady?.({
      reveal: (line, column = 1) => {
        created.revealLineInCenterIfOutsideViewport(line)
        created.setPosition({ lineNumber: line, column })
        created.focus()
      },
      focus: () => created.focus(),
      nextProblem: (step) =>
        void created.getAction(step === 1 ? 'editor.action.marker.next' : 'editor.action.marker.prev')?.run(),
    })
    return () => {
      listening.dispose()
      created.dispose()
      model.dispose()
      editor.current = undefined
    }
  }, [path, language, readOnly, label])

  useEffect(() => {
    const model = editor.current?.getModel()
    if (model && model.getValue() !== value) model.setValue(value)
  }, [value])

  useEffect(() => {
    const model = editor.current?.getModel()
    if (!model) return
    monaco.editor.setModelMarkers(
      model,
      'athena',
      (markers ?? []).map((marker) => ({
        severity: marker.severity === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Info,
        message: marker.message,
        startLineNumber: marker.line,
        startColumn: marker.column,
        endLineNumber: marker.line,
        endColumn: marker.endColumn ?? model.getLineMaxColumn(Math.min(marker.line, model.getLineCount())),
      })),
    )
  }, [markers, path])

  useEffect(() => {
    if (libs === undefined) return
    const added = libs.map((lib) => typescriptDefaults.addExtraLib(lib.text, lib.path))
    return () => {
      for (const lib of added) lib.dispose()
    }
  }, [libs])

  useEffect(() => {
    const current = editor.current
    const model = current?.getModel()
    if (!current || !model) return
    const lines = model.getLineCount()
    const decorations = current.createDecorationsCollection(
      (notes ?? [])
        .filter((note) => note.line <= lines)
        .map((note) => ({
          range: new monaco.Range(
            note.line,
            model.getLineMaxColumn(note.line),
            note.line,
            model.getLineMaxColumn(note.line),
          ),
          options: {
            after: {
              content: `   ${note.text}`,
              inlineClassName: note.failed ? 'line-note failed' : 'line-note',
            },
            showIfCollapsed: true,
          },
        })),
    )
    return () => decorations.clear()
  }, [notes, path])

  return <div className="monaco-place" ref={element} />
}
