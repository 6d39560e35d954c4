import { useEffect, useId, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

/** One entry of a menu. */
export interface MenuItem {
  id: string
  label: string
  icon?: IconName
  /** Letter that chooses it while the menu is open. */
  letter?: string
  disabled?: boolean
  run: () => void
}

interface MenuProps {
  label: string
  /** What the button shows; its name is `label`. */
  button: ReactNode
  items: readonly MenuItem[]
  className?: string
  /** Opens the menu when it changes, for a shortcut. */
  opens?: number
}

/** A button with a menu (WAI-ARIA menu button: arrows, Home, End, Escape, first letters). */
export function Menu({ label, button, items, className = 'btn', opens }: MenuProps) {
  const [open, setOpen] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const id = useId()
  const seen = useRef(opens)
  useEffect(() => {
    if (opens === seen.current) return
    seen.current = opens
    setOpen(true)
  }, [opens])
  useEffect(() => {
    if (!open) return
    list.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus()
    const away = (event: Event) => {
      if (event.target instanceof Node && list.current?.parentElement?.contains(event.target) !== true)
        setOpen(false)
    }
    document.addEventListener('pointerdown', away)
    return () => document.removeEventListener('pointerdown', away)
  }, [open])
  function close(): void {
    setOpen(false)
    opener.current?.focus()
  }
  function onKeyDown(event: KeyboardEvent): void {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])]
    const at = all.findIndex((one) => one === document.activeElement)
    const target = {
      ArrowDown: all[(at + 1) % all.length],
      ArrowUp: all[(at - 1 + all.length) % all.length],
      Home: all[0],
      End: all.at(-1),
    }[event.key]
    if (target !== undefined) target.focus()
    else if (event.key === 'Escape') close()
    else if (event.key === 'Tab') setOpen(false)
    else {
      const item = items.find((one) => one.letter === event.key.toLowerCase() && one.disabled !== true)
      if (item === undefined || event.ctrlKey || event.metaKey) return
      close()
      item.run()
    }
    if (event.key !== 'Tab') event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="menu-anchor">
      <button
        ref={opener}
        type="button"
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open ? (
        <div className="menu" role="menu" id={id} aria-label={label} ref={list} onKeyDown={onKeyDown}>
          {items.map((item) => (
            <button
              key={item.id}
              type="button"
              role="menuitem"
              tabIndex={-1}
              disabled={item.disabled}
              onClick={() => {
                close()
                item.run()
              }}
            >
              <Icon name={item.icon ?? 'copy'} small />
              <span className="grow">{item.label}</span>
              {item.letter === undefined ? null : <kbd>{item.letter.toUpperCase()}</kbd>}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  )
}
