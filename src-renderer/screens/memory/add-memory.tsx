import { useState } from 'react'
import { t } from '../../text/t.ts'
import { Dialog } from '../../widgets/dialog.tsx'
import { writeMemory } from './use-memory.ts'

/** Adds what happened or what is so, by hand. */
export function AddMemory({ layer, onClose }: { layer: 'episodic' | 'semantic'; onClose: () => void }) {
  const [text, setText] = useState('')
  const [tags, setTags] = useState('')
  return (
    <Dialog title={t(`memory.addTitle.${layer}`)} onClose={onClose}>
      <form
        className="approval"
        onSubmit={(event) => {
          event.preventDefault()
          const list = tags
            .split(',')
            .map((tag) => tag.trim())
            .filter(Boolean)
          void writeMemory(
            layer === 'episodic' ? 'episodic/remember' : 'semantic/store',
            {
              [layer === 'episodic' ? 'content' : 'statement']: text.trim(),
              ...(list.length === 0 ? {} : { tags: list }),
            },
            t('memory.added'),
          ).then((done) => {
            if (done !== undefined) onClose()
          })
        }}
      >
        <label className="field">
          <span>{t(`memory.addText.${layer}`)}</span>
          <textarea
            className="input"
            data-autofocus
            required
            rows={4}
            maxLength={20_000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <label className="field">
          <span>{t('memory.addTags')}</span>
          <input className="input" value={tags} onChange={(event) => setTags(event.target.value)} />
        </label>
        <div className="sheet-actions">
          <span className="grow" />
          <button type="button" className="btn" onClick={onClose}>
            {t('action.cancel')}
          </button>
          <button type="submit" className="btn primary" disabled={text.trim() === ''}>
            {t('memory.add')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
