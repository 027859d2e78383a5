'use client'

import { useMemo, useState } from 'react'
import { DiffPanel } from '@/components/change/editor/diff-panel'
import { Button } from '@/components/ui/button'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { mergeLines } from '@/lib/policy/edit/merge-lines'
import { takeFields, threeValues, type FieldValues } from '@/lib/policy/edit/three-values'
import { parsePolicy } from '@/lib/policy/parse-policy'

interface ResolveViewProps {
  /** As a person reads it. */
  readonly path: string
  /** The text that the draft started from, what the branch has now, and what the draft says. */
  readonly base: string
  readonly main: string
  readonly mine: string
  /** Goes on from the branch's content with this text. */
  readonly onDone: (text: string) => void
  readonly onCancel: () => void
}

type Choice = 'main' | 'mine'

/** Three values of every field that somebody changed: what only one side touched is taken, the rest is the person's choice. */
export function ResolveView({ path, base, main, mine, onDone, onCancel }: ResolveViewProps) {
  const fields = useMemo(() => fieldsOf(base, main, mine), [base, main, mine])
  const merged = useMemo(() => mergeLines(base, main, mine), [base, main, mine])
  const [choices, setChoices] = useState<ReadonlyMap<string, Choice>>(new Map())
  const open = fields?.filter(({ key, changedBy }) => changedBy === 'both' && !choices.has(key)) ?? []
  const result = useMemo(() => {
    // Lines that nobody else touched keep their comments as well.
    if (merged !== null) return merged
    if (fields === null) return null
    const taken = fields.filter(
      ({ key, changedBy }) => changedBy === 'mine' || (changedBy === 'both' && choices.get(key) === 'mine'),
    )
    return takeFields(
      { base, main, mine },
      taken.map(({ key }) => key),
    )
  }, [merged, fields, choices, base, main, mine])
  const isOpen = merged === null && open.length > 0
  return (
    <div className="ed wide">
      <section className="panel" aria-label="Three values">
        <div className="sh">
          <h2>{path} changed on both sides</h2>
          <span className="s">
            {merged !== null
              ? 'nothing to choose: the changes stand apart'
              : isOpen
                ? `${countOf(open.length, 'field')} to choose`
                : 'every field is chosen'}
          </span>
        </div>
        {fields === null || (merged === null && result === null && !isOpen) ? (
          <PanelEmpty title="These cannot be brought together field by field">
            Take one side whole here, and write the rest in the text.
          </PanelEmpty>
        ) : (
          <ul className="rows">
            {fields.map((one) => (
              <li key={one.key} style={{ display: 'block' }}>
                <ThreeValues
                  values={one}
                  choice={merged === null ? (choices.get(one.key) ?? null) : null}
                  canChoose={merged === null && one.changedBy === 'both'}
                  onChoose={(choice) => setChoices(new Map([...choices, [one.key, choice]]))}
                />
              </li>
            ))}
          </ul>
        )}
        <div className="row wrap pad">
          <Button
            variant="primary"
            disabled={isOpen || result === null}
            onClick={() => result !== null && onDone(result)}
          >
            {isOpen ? `Choose ${countOf(open.length, 'value')} to go on` : 'Go on from there'}
          </Button>
          <Button onClick={() => onDone(main)}>Take all of the branch</Button>
          <Button onClick={() => onDone(mine)}>Take all of mine</Button>
          <Button variant="ghost" onClick={onCancel}>
            Later
          </Button>
        </div>
      </section>
      <section className="df" aria-label="What the file becomes">
        {result === null ? (
          <Panel title="What will change">
            <PanelEmpty title="Not known yet">Choose a value for each field first.</PanelEmpty>
          </Panel>
        ) : (
          <>
            {isOpen && (
              <p className="note">
                <Glyph name="note" /> {countOf(open.length, 'field')} not chosen yet: shown as on the branch.
              </p>
            )}
            <DiffPanel path={path} before={main} after={result} />
          </>
        )}
      </section>
    </div>
  )
}

function fieldsOf(base: string, main: string, mine: string): FieldValues[] | null {
  const [from, theirs, ours] = [parsePolicy(base), parsePolicy(main), parsePolicy(mine)]
  return from.ok && theirs.ok && ours.ok
    ? threeValues({ base: from.policy, main: theirs.policy, mine: ours.policy })
    : null
}

const SAYS = {
  main: 'only the branch changed it: taken',
  mine: 'only you changed it: kept',
  same: 'both changed it to the same',
  both: 'both changed it',
} as const

interface ThreeValuesProps {
  readonly values: FieldValues
  readonly choice: Choice | null
  readonly canChoose: boolean
  readonly onChoose: (choice: Choice) => void
}

function ThreeValues({ values, choice, canChoose, onChoose }: ThreeValuesProps) {
  const { key, label, base, main, mine, changedBy } = values
  const taken = changedBy === 'mine' ? 'mine' : changedBy === 'both' ? choice : 'main'
  const side = (value: string | null, name: string, own: Choice | null) => (
    // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- the radio is inside when there is a choice
    <label className={own !== null && own === taken ? 'on' : undefined}>
      <span className="row s dim">
        {own !== null && canChoose && (
          <input type="radio" name={key} checked={choice === own} onChange={() => onChoose(own)} />
        )}
        {name}
      </span>
      <pre>{value ?? 'not there'}</pre>
    </label>
  )
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      <legend className="row" style={{ gap: 8, marginBottom: 6 }}>
        <b className="b">{label}</b>{' '}
        {canChoose && choice === null ? (
          <span className="s drift">choose one</span>
        ) : (
          <span className="s dim">{SAYS[changedBy]}</span>
        )}
      </legend>
      <div className="tv">
        {side(base, 'Started from', null)}
        {side(main, 'The branch now', 'main')}
        {side(mine, 'Your draft', 'mine')}
      </div>
    </fieldset>
  )
}
