import { useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { closeDraft, draftName, openDraft, reopenDraft, selectDraft, useDraft } from '../../state/draft.ts'
import { t } from '../../text/t.ts'
import { Icon } from '../../widgets/icon.tsx'

/** The scripts that are open (WAI-ARIA tabs: arrows choose, Delete closes); each is kept as it is typed. */
export function DraftTabs({ end }: { end: ReactNode }) {
  const { drafts, active, closed } = useDraft()
  const list = useRef<HTMLDivElement>(null)
  function onKeyDown(event: KeyboardEvent): void {
    const at = drafts.findIndex((draft) => draft.id === active)
    if (event.key === 'Delete') {
      closeDraft(active)
      event.preventDefault()
      return
    }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = drafts[(at + step + drafts.length) % drafts.length]
    if (next === undefined) return
    selectDraft(next.id)
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`[data-draft="${next.id}"]`)?.focus(),
    )
  }
  return (
    <div className="drafts">
      <div role="tablist" aria-label={t('editor.drafts')} ref={list} onKeyDown={onKeyDown}>
        {drafts.map((draft) => (
          <button
            key={draft.id}
            type="button"
            role="tab"
            className="draft"
            data-draft={draft.id}
            aria-selected={draft.id === active}
            tabIndex={draft.id === active ? 0 : -1}
            title={t('editor.draftHint', { name: draftName(draft, t('editor.untitled')) })}
            onClick={() => selectDraft(draft.id)}
            onAuxClick={() => closeDraft(draft.id)}
          >
            <span className="ellip">{draftName(draft, t('editor.untitled'))}</span>
            {drafts.length === 1 && draft.code === '' ? null : (
              // For the mouse; by key it is Delete, as the tooltip says.
              <span
                className="draft-x"
                aria-hidden="true"
                onClick={(event) => {
                  event.stopPropagation()
                  closeDraft(draft.id)
                }}
              >
                <Icon name="x" small />
              </span>
            )}
          </button>
        ))}
      </div>
      <button
        type="button"
        className="btn ghost icon sm"
        aria-label={t('command.newDraft')}
        title={t('command.newDraft')}
        onClick={() => openDraft('')}
      >
        <Icon name="plus" small />
      </button>
      {closed === undefined ? null : (
        <button type="button" className="btn ghost sm" onClick={reopenDraft}>
          {t('command.reopenDraft')}
        </button>
      )}
      {end}
    </div>
  )
}
