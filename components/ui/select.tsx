'use client'

import { Select as Base } from '@base-ui/react/select'
import { Icon } from './icon'

export interface Option<Value extends string> {
  value: Value
  label: string
}

interface SelectProps<Value extends string> {
  /** Names the control; shown before the value when `showLabel`. */
  label: string
  showLabel?: boolean
  value: Value
  options: readonly Option<Value>[]
  onChange: (value: Value) => void
  size?: 'normal' | 'small'
  name?: string
  disabled?: boolean
}

/** One value out of a short, known list. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, showLabel = false, value, options, onChange, size, name, disabled } = props
  return (
    <Base.Root
      value={value}
      items={options}
      name={name}
      disabled={disabled}
      onValueChange={(next) => {
        if (next !== null) onChange(next)
      }}
    >
      <Base.Trigger className={size === 'small' ? 'btn sm' : 'btn'} aria-label={label}>
        {showLabel && <span className="dim">{label}</span>}
        <Base.Value />
        <Base.Icon>
          <Icon name="down" className="dim" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="pos" sideOffset={6} alignItemWithTrigger={false}>
          <Base.Popup className="menu">
            <Base.List>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className="it">
                  <span className="tick">
                    <Base.ItemIndicator>✓</Base.ItemIndicator>
                  </span>
                  <Base.ItemText>{option.label}</Base.ItemText>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
