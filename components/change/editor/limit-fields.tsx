'use client'

import { useState } from 'react'
import type { Window } from '@/lib/policy/policy'
import { WINDOW_WORDS } from '@/lib/policy/policy-words'
import { Choice, TextField } from './field'
import type { OnEdits } from './form-parts'

export interface RuleAt {
  readonly tool: string
  readonly rule: number
  readonly named: string
}

const OPTIONS = WINDOW_WORDS.map((value) => ({ value, label: value }))
const LIMIT = /^([1-9]\d*)\/(minute|hour|day)$/

/** `20/hour` in its parts; null for what Intercept refuses. */
export function readLimit(text: string): { readonly count: string; readonly window: Window } | null {
  const [, count, word] = LIMIT.exec(text.trim()) ?? []
  const window = WINDOW_WORDS.find((one) => one === word)
  return count === undefined || window === undefined ? null : { count, window }
}

/** "At most 20 calls per hour on each proxy". */
export function LimitFields({ at, limit, onEdits }: { at: RuleAt; limit: string; onEdits: OnEdits }) {
  const held = readLimit(limit)
  const [count, setCount] = useState(held?.count ?? '')
  const [last, setLast] = useState(held?.count)
  if (held?.count !== last) {
    setLast(held?.count)
    setCount(held?.count ?? '')
  }
  const window = held?.window ?? 'hour'
  const isCount = /^[1-9]\d{0,17}$/.test(count)
  return (
    <div className="row s wrap">
      <TextField
        label="At most"
        width={84}
        value={count}
        error={isCount ? null : 'Say how many calls'}
        help="limits"
        onChange={(text) => {
          setCount(text)
          if (!/^[1-9]\d{0,17}$/.test(text)) return
          setLast(text)
          onEdits({ op: 'set-rate-limit', ...at, value: { count: text, window } })
        }}
      />
      <Choice
        label="calls per"
        width={92}
        value={window}
        options={OPTIONS}
        onChange={(next) =>
          onEdits({ op: 'set-rate-limit', ...at, value: { count: held?.count ?? '10', window: next } })
        }
      />
      <span className="dim">on each proxy</span>
    </div>
  )
}

interface CounterFieldsProps {
  readonly at: RuleAt
  readonly state: {
    readonly counter: string
    readonly window: string
    readonly increment: bigint
    readonly incrementFrom: string
  }
  readonly paths: readonly { readonly value: string; readonly note?: string }[]
  readonly onEdits: OnEdits
}

/** What an evaluate rule counts while it lets calls through. */
export function CounterFields({ at, state, paths, onEdits }: CounterFieldsProps) {
  const held = String(state.increment)
  const [step, setStep] = useState(held)
  const [last, setLast] = useState(held)
  if (held !== last) {
    setLast(held)
    setStep(held)
  }
  const isStep = /^-?[1-9]\d{0,17}$/.test(step)
  const set = (value: Extract<Parameters<OnEdits>[number], { op: 'set-counter' }>['value']) =>
    onEdits({ op: 'set-counter', ...at, value })
  return (
    <fieldset className="counter">
      <legend className="s mid">Counts allowed calls</legend>
      <div className="grid4">
        <div>
          <TextField label="Counter" mono value={state.counter} onChange={(counter) => set({ counter })} />
        </div>
        <div>
          <Choice
            label="Per"
            value={WINDOW_WORDS.find((one) => one === state.window) ?? 'hour'}
            options={OPTIONS}
            onChange={(window) => set({ window })}
          />
        </div>
        <div>
          <TextField
            label="Adds"
            value={step}
            error={isStep ? null : 'A whole number, not 0'}
            help="limits"
            onChange={(text) => {
              setStep(text)
              if (!/^-?[1-9]\d{0,17}$/.test(text)) return
              setLast(text)
              set({ increment: text === '1' ? null : text })
            }}
          />
        </div>
        <div>
          <TextField
            label="or the value of"
            mono
            value={state.incrementFrom}
            placeholder="args.amount"
            suggestions={paths}
            onChange={(text) => set({ incrementFrom: text === '' ? null : text })}
          />
        </div>
      </div>
    </fieldset>
  )
}
