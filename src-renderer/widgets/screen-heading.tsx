import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'

/**
 * The one `h1` of a screen. Takes the focus when nothing else has it: after navigation, and when a screen that was
 * loading is replaced by its content.
 */
export function ScreenHeading({ children, className }: { children: ReactNode; className?: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [])
  return (
    <h1 tabIndex={-1} ref={heading} className={className}>
      {children}
    </h1>
  )
}
