'use client'

import { Select as Base } from '@base-ui/react/select'
import { Icon } from './icon'
import { useLandmark } from './use-landmark'

export interface Option<Value extends string> {
  readonly value: Value
  readonly label: string
}

interface SelectProps<Value extends string> {
  /** Of the button, for its `label`. */
  readonly id?: string
  /** Names it where no `label` does. */
  readonly label?: string
  /** Left out where only the form that it stands in reads it. */
  readonly value?: Value
  readonly initial?: Value | undefined
  readonly options: readonly Option<Value>[]
  readonly onChange?: (value: Value) => void
  /** Under which the form around it sends the value. */
  readonly name?: string
  readonly mono?: boolean
  /** Pixels. */
  readonly width?: number
}

/** One value out of a short, known list, for pages that need a script anyway; a form that is sent without one has the browser's own. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { id, label, value, initial, options, onChange, name, mono = false, width } = props
  const [landmark, settle] = useLandmark()
  return (
    <Base.Root
      {...(value === undefined ? { defaultValue: initial ?? options[0]?.value ?? null } : { value })}
      items={options}
      name={name}
      onValueChange={(next) => {
        if (next !== null) onChange?.(next)
      }}
    >
      <Base.Trigger
        ref={settle}
        id={id}
        className={mono ? 'in sel mono' : 'in sel'}
        aria-label={label}
        style={width === undefined ? undefined : { width }}
      >
        <Base.Value className="trunc" />
        <Base.Icon className="dim">
          <Icon name="down" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal {...(landmark === null ? {} : { container: landmark })}>
        <Base.Positioner className="pos" sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className="menu">
            <Base.List>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className="it">
                  <span className="tick">
                    <Base.ItemIndicator>✓</Base.ItemIndicator>
                  </span>
                  <Base.ItemText className={mono ? 'mono' : undefined}>{option.label}</Base.ItemText>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
