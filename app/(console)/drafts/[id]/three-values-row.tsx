'use client'

import { TextField } from '@/components/change/editor/field'
import { Glyph } from '@/components/ui/glyph'
import type { FieldValues } from '@/lib/policy/edit/three-values'

/** What a field that both sides changed becomes: a side, or a text that the person writes. */
export type Choice = 'main' | 'mine' | { readonly own: string }

/** Whether the field can become that; a text that is no value of the field is none yet. */
export function settles({ write }: FieldValues, choice: Choice | undefined): boolean {
  if (choice === undefined) return false
  return typeof choice === 'string' || (choice.own !== '' && (write?.(choice.own) ?? null) !== null)
}

const SAYS = {
  main: 'only the branch changed it: taken',
  mine: 'only you changed it: kept',
  same: 'both changed it to the same',
  both: 'both changed it: chosen',
} as const

interface ThreeValuesRowProps {
  readonly values: FieldValues
  readonly choice: Choice | undefined
  readonly canChoose: boolean
  /** Who brought what the branch has now, such as "#12 by @ana"; null while it is not known. */
  readonly broughtBy: string | null
  readonly onChoose: (choice: Choice) => void
}

/** One field as the draft started, as the branch has it, and as the draft has it; with a choice where both changed it. */
export function ThreeValuesRow({ values, choice, canChoose, broughtBy, onChoose }: ThreeValuesRowProps) {
  const { key, label, base, main, mine, changedBy, write } = values
  const written = typeof choice === 'object' ? choice.own : null
  const isRefused = written !== null && written !== '' && !settles(values, choice)
  const taken = changedBy === 'mine' ? 'mine' : changedBy === 'both' ? choice : 'main'
  const side = (value: string | null, name: string, own: 'main' | 'mine' | null) => (
    // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- the radio is inside when there is a choice
    <label className={own !== null && own === taken ? 'on' : undefined}>
      <span className="row s dim">
        {own !== null && canChoose && (
          <input type="radio" name={key} checked={choice === own} onChange={() => onChoose(own)} />
        )}
        <span>{name}</span>
      </span>
      <pre>{value ?? 'not there'}</pre>
    </label>
  )
  return (
    <fieldset
      data-choice={canChoose && !settles(values, choice) ? key : undefined}
      style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}
    >
      <legend className="row" style={{ gap: 8, marginBottom: 6, padding: 0, width: '100%' }}>
        <b className="b">{label}</b> <span className="grow" />
        {canChoose && !settles(values, choice) ? (
          <span className="s drift">choose one</span>
        ) : (
          <span className="s dim row" style={{ gap: 4 }}>
            {changedBy === 'both' && <Glyph name="passed" size={12} label={null} />} {SAYS[changedBy]}
          </span>
        )}
      </legend>
      <div className="tv">
        {side(base, 'Started from', null)}
        {side(main, broughtBy === null ? 'The branch now' : `The branch now, ${broughtBy}`, 'main')}
        {side(mine, 'Your draft', 'mine')}
      </div>
      {canChoose && write !== null && (
        <div className="ov">
          <span className="s dim">or</span>
          <TextField
            label={`Another value: ${label}`}
            hideLabel
            mono
            placeholder="another value"
            value={written ?? ''}
            error={
              isRefused ? `Not a value of this field; write it like ${main ?? mine ?? base ?? ''}` : null
            }
            help="rules"
            onChange={(own) => onChoose({ own })}
          />
        </div>
      )}
    </fieldset>
  )
}
