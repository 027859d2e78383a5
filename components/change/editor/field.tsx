'use client'

import { useId } from 'react'
import { Combobox, type Suggestion } from '@/components/ui/combobox'
import { HelpLink } from '@/components/ui/help-link'
import type { HelpTopic } from '@/lib/help-topics'
import { useDrawnFirst } from './use-drawn-first'

interface TextFieldProps {
  readonly label: string
  /** Shown only to screen readers when the place says what it is. */
  readonly hideLabel?: boolean
  readonly value: string
  readonly onChange: (value: string) => void
  readonly mono?: boolean
  readonly placeholder?: string
  readonly width?: number
  /** Why it cannot be taken; shown below. */
  readonly error?: string | null
  /** What explains the error. */
  readonly help?: HelpTopic
  readonly readOnly?: boolean
  readonly suggestions?: readonly Suggestion[]
  readonly className?: string
}

/** A text field with its name, what is known to fit, and what is wrong with it. */
export function TextField(props: TextFieldProps) {
  const { label, hideLabel, mono, placeholder, width, error, help, readOnly, suggestions } = props
  const { shown, type } = useDrawnFirst(props.value, props.onChange)
  const id = useId()
  const isBad = error !== undefined && error !== null
  const classes = ['in', mono === true ? 'mono' : '', isBad ? 'bad' : '', props.className ?? '']
  return (
    <>
      <label className={hideLabel === true ? 'sr' : 's mid'} htmlFor={id}>
        {label}
      </label>
      {suggestions !== undefined && readOnly !== true ? (
        <Combobox
          id={id}
          className={classes.filter(Boolean).join(' ')}
          value={shown}
          suggestions={suggestions}
          onChange={type}
          placeholder={placeholder}
          invalid={isBad}
          describedBy={isBad ? `${id}-error` : undefined}
          width={width}
        />
      ) : (
        <input
          id={id}
          className={classes.filter(Boolean).join(' ')}
          style={width === undefined ? undefined : { width }}
          value={shown}
          readOnly={readOnly}
          placeholder={placeholder}
          spellCheck={mono === true ? false : undefined}
          autoComplete="off"
          aria-invalid={isBad}
          aria-describedby={isBad ? `${id}-error` : undefined}
          onChange={({ target }) => type(target.value)}
        />
      )}
      {isBad && (
        <p id={`${id}-error`} className="s deny errl">
          {error}
          {help !== undefined && (
            <>
              {'. '}
              <HelpLink topic={help} inNewTab>
                Why
              </HelpLink>
            </>
          )}
        </p>
      )}
    </>
  )
}

interface Option<Value extends string> {
  readonly value: Value
  readonly label: string
}

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly hideLabel?: boolean
  readonly value: Value
  readonly options: readonly Option<Value>[]
  readonly onChange: (value: Value) => void
  readonly mono?: boolean
  readonly width?: number
}

/** One of a short list, as the browser draws it: a list of ours would cost a page 18 kB before it listens. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, hideLabel, value, options, onChange, mono, width } = props
  const id = useId()
  return (
    <>
      <label className={hideLabel === true ? 'sr' : 's mid'} htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className={mono === true ? 'in mono' : 'in'}
        style={width === undefined ? undefined : { width }}
        value={value}
        onChange={({ target }) => {
          const chosen = options.find((one) => one.value === target.value)
          if (chosen !== undefined) onChange(chosen.value)
        }}
      >
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </>
  )
}
