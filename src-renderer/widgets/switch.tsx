interface SwitchProps {
  label: string
  on: boolean
  onChange: (on: boolean) => void
  disabled?: boolean
  tabIndex?: number
}

/** On or off, at once. */
export function Switch({ label, on, onChange, disabled, tabIndex }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-checked={on}
      aria-label={label}
      title={label}
      disabled={disabled}
      tabIndex={tabIndex}
      onClick={(event) => {
        event.stopPropagation()
        onChange(!on)
      }}
    />
  )
}
