'use client'

import { Autocomplete as Base } from '@base-ui/react/autocomplete'
import { useState } from 'react'
import { useLandmark } from './use-landmark'

export interface Suggestion {
  readonly value: string
  /** At the right of the value: type, share of calls. */
  readonly note?: string
}

interface ComboboxProps {
  readonly id?: string
  /** Left out where only the form that it stands in reads it. */
  readonly value?: string
  readonly initial?: string | undefined
  /** Whatever is typed counts; suggestions never limit it. */
  readonly suggestions: readonly Suggestion[]
  readonly onChange?: (value: string) => void
  readonly name?: string
  readonly required?: boolean
  readonly placeholder?: string
  readonly className?: string
  readonly invalid?: boolean
  readonly describedBy?: string
  /** Pixels. */
  readonly width?: number
}

/** More are found by typing a part of them. */
const SHOWN = 100

/** A text field that suggests what is known: all of it at a click, what fits while one types. */
export function Combobox(props: ComboboxProps) {
  const { id, value, initial, suggestions, onChange, name, required, placeholder, className = 'in' } = props
  const { invalid, describedBy, width } = props
  const [landmark, settle] = useLandmark()
  const [isTyped, setTyped] = useState(false)
  const isMono = className.split(' ').includes('mono')
  return (
    <Base.Root
      items={suggestions}
      {...(value === undefined ? { defaultValue: initial ?? '' } : { value })}
      onValueChange={(next) => {
        setTyped(true)
        onChange?.(next)
      }}
      onOpenChange={(open) => {
        if (!open) setTyped(false)
      }}
      itemToStringValue={(item: Suggestion) => item.value}
      name={name}
      required={required}
      openOnInputClick
      filter={isTyped ? fits : anything}
      limit={SHOWN}
    >
      <Base.Input
        ref={settle}
        className={className}
        id={id}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        style={width === undefined ? undefined : { width }}
      />
      <Base.Portal {...(landmark === null ? {} : { container: landmark })}>
        <Base.Positioner className="pos" align="start" sideOffset={4}>
          <Base.Popup className="menu sugg">
            <Base.List>
              {(item: Suggestion) => (
                <Base.Item key={item.value} value={item} className="it">
                  <span className={isMono ? 'mono s' : undefined}>{item.value}</span>
                  {item.note !== undefined && <span className="s dim nt">{item.note}</span>}
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function anything(): boolean {
  return true
}

/** What is there in full needs no suggestion, and a list would only cover what comes next. */
function fits({ value }: Suggestion, typed: string): boolean {
  const [known, part] = [value.toLowerCase(), typed.trim().toLowerCase()]
  return known.includes(part) && known !== part
}
