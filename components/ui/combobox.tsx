'use client'

import { type KeyboardEvent, useId, useState } from 'react'

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

/**
 * A text field that suggests what is known: all of it at a click or an arrow key, what fits while one types. The pattern is the ARIA
 * Authoring Practices' editable combobox; Base UI's empties the field at Escape and hides its label from screen readers while it is open.
 */
export function Combobox(props: ComboboxProps) {
  const { id, value, initial = '', suggestions, onChange, className = 'in', width } = props
  const listId = useId()
  const [own, setOwn] = useState(initial)
  const [open, setOpen] = useState<'all' | 'fitting' | null>(null)
  const [at, setAt] = useState(-1)
  const text = value ?? own
  const shown = shownOf(suggestions, open, text)
  const current = shown[at]
  const show = (next: typeof open) => {
    setOpen(next)
    setAt(-1)
  }
  const change = (next: string) => {
    setOwn(next)
    onChange?.(next)
  }
  const choose = (one: Suggestion) => {
    change(one.value)
    show(null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (shown.length === 0) return show('all')
      const step = event.key === 'ArrowDown' ? 1 : -1
      setAt((before) =>
        before < 0 && step < 0 ? shown.length - 1 : (before + step + shown.length) % shown.length,
      )
    }
    if (event.key === 'Enter' && current !== undefined) {
      event.preventDefault()
      choose(current)
    }
    if (event.key === 'Escape' && shown.length > 0) {
      // The dialog around it stays.
      event.stopPropagation()
      show(null)
    }
  }
  return (
    <span className="cbx" style={width === undefined ? undefined : { width }}>
      <input
        id={id}
        className={className}
        name={props.name}
        required={props.required}
        placeholder={props.placeholder}
        value={text}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={shown.length > 0}
        aria-controls={shown.length > 0 ? listId : undefined}
        aria-activedescendant={current === undefined ? undefined : `${listId}-${at}`}
        aria-invalid={props.invalid}
        aria-describedby={props.describedBy}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => {
          change(target.value)
          show('fitting')
        }}
        onClick={() => show('all')}
        onBlur={() => show(null)}
        onKeyDown={onKeyDown}
      />
      {shown.length > 0 && (
        <div id={listId} className="menu sugg" role="listbox" aria-label="Suggestions">
          {shown.map((one, index) => (
            <Option
              key={one.value}
              id={`${listId}-${index}`}
              suggestion={one}
              isMono={className.split(' ').includes('mono')}
              isCurrent={index === at}
              onChoose={() => choose(one)}
            />
          ))}
        </div>
      )}
    </span>
  )
}

interface OptionProps {
  readonly id: string
  readonly suggestion: Suggestion
  readonly isMono: boolean
  readonly isCurrent: boolean
  readonly onChoose: () => void
}

function Option({ id, suggestion: { value, note }, isMono, isCurrent, onChoose }: OptionProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field has the focus and takes the keys
    <div
      ref={(item) => {
        if (isCurrent) item?.scrollIntoView({ block: 'nearest' })
      }}
      id={id}
      className="it"
      role="option"
      tabIndex={-1}
      aria-selected={isCurrent}
      data-highlighted={isCurrent || undefined}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <span className={isMono ? 'mono s' : undefined}>{value}</span>
      {note !== undefined && <span className="s dim nt">{note}</span>}
    </div>
  )
}

function shownOf(
  suggestions: readonly Suggestion[],
  open: 'all' | 'fitting' | null,
  text: string,
): readonly Suggestion[] {
  if (open === null) return []
  const part = text.trim().toLowerCase()
  // What is there in full needs no suggestion: a list would only cover what comes next.
  const fits = ({ value }: Suggestion) => value.toLowerCase().includes(part) && value.toLowerCase() !== part
  return (open === 'all' ? suggestions : suggestions.filter(fits)).slice(0, SHOWN)
}
