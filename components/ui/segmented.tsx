'use client'

import { Toggle } from '@base-ui/react/toggle'
import { ToggleGroup } from '@base-ui/react/toggle-group'

interface SegmentedProps<Value extends string> {
  label: string
  value: Value
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
  size?: 'normal' | 'small'
}

/** Two or three ways to see the same thing; exactly one is pressed. */
export function Segmented<Value extends string>(props: SegmentedProps<Value>) {
  const { label, value, options, onChange, size = 'small' } = props
  return (
    <ToggleGroup
      className={size === 'small' ? 'seg sm' : 'seg'}
      aria-label={label}
      value={[value]}
      onValueChange={(next: Value[]) => {
        // Pressing the pressed one again releases it in the library; here one is always pressed.
        if (next[0] !== undefined) onChange(next[0])
      }}
    >
      {options.map((option) => (
        <Toggle key={option.value} value={option.value}>
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  )
}
