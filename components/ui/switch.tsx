'use client'

interface SwitchProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
}

/** On or off, with its name beside it. */
export function Switch({ label, checked, onChange, disabled }: SwitchProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- the switch inside is the control
    <label className="row">
      <button
        type="button"
        role="switch"
        className="sw"
        aria-checked={checked}
        aria-label={label}
        disabled={disabled}
        onClick={() => onChange(!checked)}
      />
      {label}
    </label>
  )
}
