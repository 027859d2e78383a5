'use client'

import { type ReactNode, useMemo, useState } from 'react'
import { ChoiceDock, type OpenChoice } from '@/components/change/editor/choice-dock'
import { DiffPanel } from '@/components/change/editor/diff-panel'
import { EffectPanel } from '@/components/change/editor/effect-panel'
import type { Question } from '@/components/change/editor/question'
import { Button } from '@/components/ui/button'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { Mover } from '@/lib/changes/find-movers'
import { takeFields, type FieldChoice, type FieldValues } from '@/lib/policy/edit/three-values'
import type { FileKind } from '@/lib/repository/policy-path'
import { fieldsOf, mergedOf } from './fields-of'
import { type LastAnswer, useAnswers } from './language/use-answers'
import { type Choice, settles, ThreeValuesRow } from './three-values-row'
import { WhatHappened } from './what-happened'

interface ResolveViewProps {
  /** As a person reads it. */
  readonly path: string
  readonly kind: FileKind
  /** The text that the draft started from, what the branch has now, and what the draft says. */
  readonly base: string
  readonly main: string
  readonly mine: string
  /** What made the branch's content; undefined while it is not known. */
  readonly mover: Mover | undefined
  /** Who must agree to the draft. */
  readonly owners: ReactNode
  /** Goes on from the branch's content with this text. */
  readonly onDone: (text: string) => void
  readonly onCancel: () => void
}

/** Three values of every field that somebody changed: what only one side touched is taken, the rest is the person's choice. */
export function ResolveView(props: ResolveViewProps) {
  const { path, kind, base, main, mine, mover, owners, onDone, onCancel } = props
  const fields = useMemo(() => fieldsOf(kind, { base, main, mine }), [kind, base, main, mine])
  const merged = useMemo(() => mergedOf(kind, { base, main, mine }), [kind, base, main, mine])
  const [choices, setChoices] = useState<ReadonlyMap<string, Choice>>(new Map())
  const open = fields?.filter((one) => one.changedBy === 'both' && !settles(one, choices.get(one.key))) ?? []
  const result = useMemo(() => {
    // Lines that nobody else touched keep their comments as well.
    if (merged !== null) return merged
    if (fields === null) return null
    const taken = fields.flatMap((one): FieldChoice[] => {
      const choice = one.changedBy === 'mine' ? 'mine' : choices.get(one.key)
      if (one.changedBy === 'both' && !settles(one, choice)) return []
      if (choice === 'mine') return [{ key: one.key, own: null }]
      return typeof choice === 'object' ? [{ key: one.key, own: choice.own }] : []
    })
    return takeFields({ base, main, mine }, taken)
  }, [merged, fields, choices, base, main, mine])
  const meaning = useMeaning(main, kind === 'policy' ? result : null)
  const isOpen = merged === null && open.length > 0
  return (
    <div className="ed rv">
      <Fields
        path={path}
        fields={fields}
        isMerged={merged !== null}
        open={isOpen ? open.length : 0}
        choices={choices}
        mover={mover}
        onChoose={(key, choice) => setChoices(new Map([...choices, [key, choice]]))}
        onMine={() => onDone(mine)}
        onCancel={onCancel}
      />
      <section className="df" aria-label="What the file becomes">
        {result === null ? (
          <Panel title="What will change">
            {isOpen ? (
              <PanelEmpty title="Not known yet">Choose a value for each field first.</PanelEmpty>
            ) : fields === null ? (
              <PanelEmpty title="Not known yet">Take one side whole.</PanelEmpty>
            ) : (
              <PanelEmpty title="These choices cannot be written together">
                One of them is shared with another rule, as by an alias. Choose otherwise, or take one side
                whole and write the rest in the text.
              </PanelEmpty>
            )}
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
      <Aside mover={mover} meaning={meaning} owners={owners} />
      <ChoiceDock open={isOpen ? open.map(toChoice) : []}>
        <MeaningCounts meaning={meaning} />
        <span className="grow" />
        <Button onClick={() => onDone(main)}>Take all of the branch</Button>
        <Button
          variant="primary"
          disabled={isOpen || result === null}
          onClick={() => result !== null && onDone(result)}
        >
          {isOpen ? `Choose ${countOf(open.length, 'value')} to go on` : 'Go on from there'}
        </Button>
      </ChoiceDock>
    </div>
  )
}

interface FieldsProps extends Pick<ResolveViewProps, 'path' | 'mover' | 'onCancel'> {
  /** Null where the two cannot be brought together by fields. */
  readonly fields: readonly FieldValues[] | null
  /** No line was changed on both sides: nothing is to be chosen. */
  readonly isMerged: boolean
  /** How many fields wait for a choice. */
  readonly open: number
  readonly choices: ReadonlyMap<string, Choice>
  readonly onChoose: (key: string, choice: Choice) => void
  readonly onMine: () => void
}

/** What the branch changed, field by field, then what only the draft did. */
function Fields(props: FieldsProps) {
  const { path, fields, isMerged, open, choices, mover, onChoose, onMine, onCancel } = props
  const own = fields?.filter(({ changedBy }) => changedBy === 'mine') ?? []
  const shared = fields?.filter(({ changedBy }) => changedBy !== 'mine') ?? []
  const broughtBy = mover?.change == null ? null : `#${mover.change.number} by @${mover.change.draftedBy}`
  const rowOf = (one: FieldValues) => (
    <li key={one.key} style={{ display: 'block' }}>
      <ThreeValuesRow
        values={one}
        choice={isMerged ? undefined : choices.get(one.key)}
        canChoose={!isMerged && one.changedBy === 'both'}
        broughtBy={broughtBy}
        onChoose={(choice) => onChoose(one.key, choice)}
      />
    </li>
  )
  return (
    <div className="stack">
      <Panel
        title={`${path} changed on both sides`}
        note={sayOpen(isMerged, open, fields?.length ?? null)}
        more={
          <>
            <button type="button" className="lk" onClick={onMine}>
              Take all of mine
            </button>
            <button type="button" className="lk" onClick={onCancel}>
              Later
            </button>
          </>
        }
      >
        {fields === null && isMerged ? (
          <PanelEmpty title="Both changes are taken">They touch different lines.</PanelEmpty>
        ) : fields === null ? (
          <PanelEmpty title="These cannot be brought together field by field">
            Take one side whole here, and write the rest in the text.
          </PanelEmpty>
        ) : (
          <ul className="rows">{shared.map(rowOf)}</ul>
        )}
      </Panel>
      {own.length > 0 && (
        <Panel title="Rest of your draft" note="does not touch what the branch changed: carried over">
          <ul className="rows">{own.map(rowOf)}</ul>
        </Panel>
      )}
    </div>
  )
}

/** `all`: how many fields there are; null where there are none to choose by. */
function sayOpen(isMerged: boolean, open: number, all: number | null): string | undefined {
  if (isMerged) return 'nothing to choose: the changes stand apart'
  if (all === null) return undefined
  return open === 0 ? 'every field is chosen' : `${countOf(open, 'field')} to choose, ${all - open} settled`
}

/** The field in words, for where it is not drawn. */
function toChoice({ key, label, main, mine }: FieldValues): OpenChoice {
  return { key, label, says: `The branch has ${main ?? 'nothing'}, your draft ${mine ?? 'nothing'}` }
}

function MeaningCounts({ meaning }: Pick<AsideProps, 'meaning'>) {
  if (meaning?.answer == null) return null
  const { loosens, tightens } = meaning.answer.counts
  return (
    <span className="row hide-s num">
      <Glyph name="loosens" label={null} /> loosens {loosens}
      <Glyph name="tightens" label={null} /> tightens {tightens}
    </span>
  )
}

interface AsideProps extends Pick<ResolveViewProps, 'mover' | 'owners'> {
  readonly meaning: LastAnswer<'compare'> | null
}

function Aside({ mover, meaning, owners }: AsideProps) {
  return (
    <aside className="ef stack" aria-label="What happened, and the effect">
      {mover !== undefined && (
        <Panel title="What happened">
          <p className="pad">
            <WhatHappened mover={mover} />
          </p>
        </Panel>
      )}
      {meaning !== null && (
        <EffectPanel
          meaning={meaning.answer}
          isStale={!meaning.isCurrent}
          last={null}
          errors={0}
          isNew={false}
          isDeleted={false}
        />
      )}
      {owners}
    </aside>
  )
}

/** What going on with `after` means; null while that is no text. */
function useMeaning(before: string, after: string | null) {
  const questions = useMemo(() => {
    const asked = after === null ? [] : [['meaning', { kind: 'compare', before, after } as const] as const]
    return new Map<string, Question>(asked)
  }, [before, after])
  return useAnswers(questions)('meaning', 'compare')
}
