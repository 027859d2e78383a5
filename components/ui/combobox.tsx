'use client'

import { Autocomplete as Base } from '@base-ui/react/autocomplete'
import type { ReactNode } from 'react'

export interface Suggestion {
  value: string
  /** At the right of the value: type, share of calls. */
  note?: ReactNode
}

interface ComboboxProps {
  label: string
  /** Free text; suggestions never limit it. */
  value: string
  suggestions: readonly Suggestion[]
  onChange: (value: string) => void
  placeholder?: string
  id?: string
  mono?: boolean
  invalid?: boolean
  describedBy?: string
}

/** A text field that suggests. Whatever is typed counts. */
export function Combobox(props: ComboboxProps) {
  const { label, value, suggestions, onChange, placeholder, id, mono, invalid, describedBy } = props
  const classes = ['in', mono === true ? 'mono' : '', invalid === true ? 'bad' : ''].filter(Boolean)
  return (
    <Base.Root
      items={suggestions}
      value={value}
      onValueChange={(next) => onChange(next)}
      itemToStringValue={(item: Suggestion) => item.value}
    >
      <Base.Input
        className={classes.join(' ')}
        id={id}
        aria-label={id === undefined ? label : undefined}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
      />
      <Base.Portal>
        <Base.Positioner className="pos" sideOffset={4}>
          <Base.Popup className="menu">
            <Base.Empty className="none">Nothing known by this name</Base.Empty>
            <Base.List>
              {(item: Suggestion) => (
                <Base.Item key={item.value} value={item} className="it">
                  <span className={mono === true ? 'mono' : undefined}>{item.value}</span>
                  {item.note !== undefined && (
                    <span className="s dim" style={{ marginLeft: 'auto' }}>
                      {item.note}
                    </span>
                  )}
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
