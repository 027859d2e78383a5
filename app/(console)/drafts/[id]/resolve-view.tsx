'use client'

import { useMemo, useState } from 'react'
import { DiffPanel } from '@/components/change/editor/diff-panel'
import { EffectPanel } from '@/components/change/editor/effect-panel'
import type { Question } from '@/components/change/editor/question'
import { Button } from '@/components/ui/button'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { mergeLines } from '@/lib/policy/edit/merge-lines'
import type { Mover } from '@/lib/changes/find-movers'
import { takeFields, threeValues, type FieldChoice, type FieldValues } from '@/lib/policy/edit/three-values'
import { parsePolicy } from '@/lib/policy/parse-policy'
import { type LastAnswer, useAnswers } from './language/use-answers'
import { type Choice, settles, ThreeValuesRow } from './three-values-row'
import { WhatHappened } from './what-happened'

interface ResolveViewProps {
  /** As a person reads it. */
  readonly path: string
  /** The text that the draft started from, what the branch has now, and what the draft says. */
  readonly base: string
  readonly main: string
  readonly mine: string
  /** What made the branch's content; undefined while it is not known. */
  readonly mover: Mover | undefined
  /** Goes on from the branch's content with this text. */
  readonly onDone: (text: string) => void
  readonly onCancel: () => void
}

/** Three values of every field that somebody changed: what only one side touched is taken, the rest is the person's choice. */
export function ResolveView(props: ResolveViewProps) {
  const { path, base, main, mine, mover, onDone, onCancel } = props
  const fields = useMemo(() => fieldsOf(base, main, mine), [base, main, mine])
  const merged = useMemo(() => mergeLines(base, main, mine), [base, main, mine])
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
  const meaning = useMeaning(main, result)
  const isOpen = merged === null && open.length > 0
  return (
    <div className="ed rv">
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
        {fields === null ? (
          <PanelEmpty title="These cannot be brought together field by field">
            Take one side whole here, and write the rest in the text.
          </PanelEmpty>
        ) : (
          <ul className="rows">
            {fields.map((one) => (
              <li key={one.key} style={{ display: 'block' }}>
                <ThreeValuesRow
                  values={one}
                  choice={merged === null ? choices.get(one.key) : undefined}
                  canChoose={merged === null && one.changedBy === 'both'}
                  broughtBy={
                    mover?.change == null ? null : `#${mover.change.number} by @${mover.change.draftedBy}`
                  }
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
            {isOpen || fields === null ? (
              <PanelEmpty title="Not known yet">Choose a value for each field first.</PanelEmpty>
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
      <Aside mover={mover} meaning={meaning} />
    </div>
  )
}

interface AsideProps extends Pick<ResolveViewProps, 'mover'> {
  readonly meaning: LastAnswer<'compare'> | null
}

function Aside({ mover, meaning }: AsideProps) {
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

function fieldsOf(base: string, main: string, mine: string): FieldValues[] | null {
  const [from, theirs, ours] = [parsePolicy(base), parsePolicy(main), parsePolicy(mine)]
  return from.ok && theirs.ok && ours.ok
    ? threeValues({ base: from.policy, main: theirs.policy, mine: ours.policy })
    : null
}
