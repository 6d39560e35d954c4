import 'monaco-editor/features/bracketMatching/register'
import 'monaco-editor/features/caretOperations/register'
import 'monaco-editor/features/clipboard/register'
import 'monaco-editor/features/codeEditor/register'
import 'monaco-editor/features/codelens/register'
import 'monaco-editor/features/codicon/register'
import 'monaco-editor/features/comment/register'
import 'monaco-editor/features/contextmenu/register'
import 'monaco-editor/features/cursorUndo/register'
// A comparison names unchanged regions by the symbols they are in. Its service must be there before the first editor is made.
import 'monaco-editor/features/documentSymbols/register'
import 'monaco-editor/features/dropOrPasteInto/register'
import 'monaco-editor/features/find/register'
import 'monaco-editor/features/folding/register'
import 'monaco-editor/features/format/register'
import 'monaco-editor/features/gotoError/register'
import 'monaco-editor/features/gotoSymbol/register'
import 'monaco-editor/features/hover/register'
import 'monaco-editor/features/indentation/register'
import 'monaco-editor/features/inlayHints/register'
import 'monaco-editor/features/linesOperations/register'
import 'monaco-editor/features/multicursor/register'
import 'monaco-editor/features/parameterHints/register'
import 'monaco-editor/features/placeholderText/register'
import 'monaco-editor/features/quickHelp/register'
import 'monaco-editor/features/readOnlyMessage/register'
import 'monaco-editor/features/referenceSearch/register'
import 'monaco-editor/features/smartSelect/register'
import 'monaco-editor/features/snippet/register'
import 'monaco-editor/features/suggest/register'
import 'monaco-editor/features/toggleTabFocusMode/register'
import 'monaco-editor/features/tokenization/register'
import 'monaco-editor/features/unicodeHighlighter/register'
import 'monaco-editor/features/wordHighlighter/register'
import 'monaco-editor/features/wordOperations/register'
import 'monaco-editor/languages/definitions/typescript/register'
import * as monaco from 'monaco-editor/editor'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import {
  ModuleKind,
  ModuleResolutionKind,
  ScriptTarget,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register'
import TypescriptWorker from 'monaco-editor/languages/features/typescript/ts.worker?worker'
import { isDark, onThemeChange } from '../state/preferences.ts'

self.MonacoEnvironment = {
  getWorker: (_: string, label: string) =>
    label === 'typescript' || label === 'javascript' ? new TypescriptWorker() : new EditorWorker(),
}

// What the sandbox has and no more: no DOM, so that `fetch` and `window` are errors here too.
typescriptDefaults.setCompilerOptions({
  strict: true,
  target: ScriptTarget.ESNext,
  module: ModuleKind.ESNext,
  moduleResolution: ModuleResolutionKind.NodeJs,
  lib: ['es2023'],
  allowNonTsExtensions: true,
  noEmit: true,
})
// The checker of the host decides (it is the one that guards runs); Monaco's own is for completion and hovers.
typescriptDefaults.setDiagnosticsOptions({
  noSemanticValidation: true,
  noSyntaxValidation: true,
  noSuggestionDiagnostics: true,
})
typescriptDefaults.setEagerModelSync(true)

/** A colour of the theme as Monaco wants it: `rrggbb` or `rrggbbaa` with a hash. */
function colour(name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${name})`
  document.body.append(probe)
  const parts = getComputedStyle(probe).color.match(/[\d.]+/g) ?? ['0', '0', '0']
  probe.remove()
  return `#${parts
    .slice(0, 3)
    .map((part) => Math.round(Number(part)).toString(16).padStart(2, '0'))
    .join('')}`
}

function defineTheme(): void {
  const bare = (name: string) => colour(name).slice(1)
  monaco.editor.defineTheme('athena', {
    base: isDark() ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: '', foreground: bare('--text') },
      { token: 'keyword', foreground: bare('--c-key') },
      { token: 'string', foreground: bare('--c-str') },
      { token: 'number', foreground: bare('--c-num') },
      { token: 'regexp', foreground: bare('--c-num') },
      { token: 'type', foreground: bare('--c-type') },
      { token: 'type.identifier', foreground: bare('--c-type') },
      { token: 'comment', foreground: bare('--c-com') },
      { token: 'delimiter', foreground: bare('--text-2') },
    ],
    colors: {
      'editor.background': colour('--bg'),
      'editor.foreground': colour('--text'),
      'editorLineNumber.foreground': colour('--text-3'),
      'editorLineNumber.activeForeground': colour('--text'),
      'editor.lineHighlightBackground': colour('--bg-sunken'),
      'editor.lineHighlightBorder': colour('--bg-sunken'),
      'editor.selectionBackground': `${colour('--accent')}44`,
      'editorCursor.foreground': colour('--accent-text'),
      'editorWidget.background': colour('--bg-raised'),
      'editorWidget.border': colour('--line-strong'),
      'editorSuggestWidget.background': colour('--bg-raised'),
      'editorSuggestWidget.selectedBackground': colour('--accent-soft'),
      'editorSuggestWidget.selectedForeground': colour('--text'),
      'editorHoverWidget.background': colour('--bg-raised'),
      'editorError.foreground': colour('--error'),
      'editorWarning.foreground': colour('--warn'),
      'editorInfo.foreground': colour('--accent-text'),
      focusBorder: colour('--focus'),
    },
  })
  monaco.editor.setTheme('athena')
}
defineTheme()
onThemeChange(defineTheme)

export { monaco, typescriptDefaults }
