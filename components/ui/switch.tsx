'use client'

import { Switch as Base } from '@base-ui/react/switch'

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
      <Base.Root
        className="sw"
        checked={checked}
        onCheckedChange={(next) => onChange(next)}
        disabled={disabled}
      >
        <Base.Thumb />
      </Base.Root>
      {label}
    </label>
  )
}
