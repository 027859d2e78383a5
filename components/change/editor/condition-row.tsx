'use client'

import { useState } from 'react'
import { Icon } from '@/components/ui/icon'
import { IconButton } from '@/components/ui/icon-button'
import type { Condition, Operator } from '@/lib/policy/policy'
import { LIST_OPERATORS, NUMERIC_OPERATORS, OPERATOR_WORDS } from '@/lib/policy/policy-words'
import { Choice, TextField } from './field'
import type { OnEdits } from './form-parts'
import { formatValue, readValue } from './typed-value'

const WORDS: Readonly<Record<Operator, string>> = {
  eq: 'is',
  neq: 'is not',
  in: 'is one of',
  not_in: 'is none of',
  lt: 'below',
  lte: 'at most',
  gt: 'above',
  gte: 'at least',
  regex: 'matches',
  contains: 'contains',
  exists: 'is given',
}
const OPTIONS = OPERATOR_WORDS.map((value) => ({ value, label: WORDS[value] }))

interface ConditionRowProps {
  /** The rule it belongs to. */
  readonly rule: { readonly tool: string; readonly rule: number; readonly named: string }
  readonly condition: Condition
  readonly index: number
  readonly count: number
  readonly paths: readonly { readonly value: string; readonly note?: string }[]
  readonly onEdits: OnEdits
}

/** One condition: which argument, how it is compared, with what. */
export function ConditionRow({ rule, condition, index, count, paths, onEdits }: ConditionRowProps) {
  const at = { ...rule, condition: index }
  const name = `Condition ${index + 1}`
  const op = OPERATOR_WORDS.find((word) => word === condition.op)
  return (
    <div className="cr" role="group" aria-label={name}>
      <TextField
        label="Argument"
        hideLabel
        mono
        value={condition.path}
        placeholder="args.amount"
        suggestions={paths}
        error={/^(args|state)\../.test(condition.path) ? null : 'Name an argument, such as args.amount'}
        help="conditions"
        onChange={(value) => onEdits({ op: 'set-condition-path', ...at, value })}
      />
      <Choice
        label="Comparison"
        hideLabel
        value={op ?? 'eq'}
        options={OPTIONS}
        onChange={(next) => onEdits(...changeOperator(at, condition, next))}
      />
      <ValueField
        condition={condition}
        op={op}
        onValue={(value) => onEdits({ op: 'set-condition-value', ...at, value })}
      />
      <span className="row cx">
        {index > 0 && (
          <IconButton
            label={`Move ${name.toLowerCase()} up`}
            onClick={() => onEdits({ op: 'move-condition', ...at, at: index - 1 })}
          >
            ↑
          </IconButton>
        )}
        {index < count - 1 && (
          <IconButton
            label={`Move ${name.toLowerCase()} down`}
            onClick={() => onEdits({ op: 'move-condition', ...at, at: index + 1 })}
          >
            ↓
          </IconButton>
        )}
        <IconButton
          label={`Remove ${name.toLowerCase()}`}
          onClick={() => onEdits({ op: 'remove-condition', ...at })}
        >
          <Icon name="close" />
        </IconButton>
      </span>
    </div>
  )
}

type At = ConditionRowProps['rule'] & { readonly condition: number }

/** Another operator takes the value along when it can be read its way; else an error says what it needs. */
function changeOperator(at: At, condition: Condition, op: Operator): Parameters<OnEdits> {
  const change = { op: 'set-condition-op' as const, ...at, value: op }
  const shown = formatValue(condition.op, condition.value)
  if (op === 'exists')
    return condition.value.kind === 'bool'
      ? [change]
      : [change, { op: 'set-condition-value', ...at, value: { kind: 'bool', value: true } }]
  const value = shown === null ? null : readValue(op, shown)
  const isSame = value === null || formatValue(op, condition.value) === shown
  const listNow = LIST_OPERATORS.has(op) !== LIST_OPERATORS.has(condition.op) || op === 'regex'
  if (value === null || (isSame && !listNow)) return [change]
  return [change, { op: 'set-condition-value', ...at, value }]
}

interface ValueFieldProps {
  readonly condition: Condition
  readonly op: Operator | undefined
  readonly onValue: (value: NonNullable<ReturnType<typeof readValue>>) => void
}

function ValueField({ condition, op, onValue }: ValueFieldProps) {
  const shown = formatValue(condition.op, condition.value)
  const [typed, setTyped] = useState(shown ?? '')
  const [last, setLast] = useState(shown)
  // Undo, the text or another operator changed the value under the field.
  if (shown !== last) {
    setLast(shown)
    const read = op === undefined ? null : readValue(op, typed)
    if (read === null || !says(read, shown, condition.op)) setTyped(shown ?? '')
  }
  if (op === 'exists' && condition.value.kind === 'bool')
    return (
      <Choice
        label="Value"
        hideLabel
        value={condition.value.value ? 'yes' : 'no'}
        options={[
          { value: 'yes', label: 'yes' },
          { value: 'no', label: 'no' },
        ]}
        onChange={(next) => onValue({ kind: 'bool', value: next === 'yes' })}
      />
    )
  if (shown === null || op === undefined)
    return (
      <TextField
        label="Value"
        hideLabel
        mono
        readOnly
        value=""
        error="Edit this value in the text"
        help="form-refuses"
        onChange={() => {}}
      />
    )
  const wrong = readValue(op, typed) === null || !fits(op, condition)
  return (
    <TextField
      label="Value"
      hideLabel
      mono
      value={typed}
      placeholder={
        LIST_OPERATORS.has(op) ? 'eur, usd' : NUMERIC_OPERATORS.has(op) ? '500' : '500, true, text'
      }
      error={wrong ? needs(op) : null}
      help="conditions"
      onChange={(text) => {
        setTyped(text)
        const value = readValue(op, text)
        if (value === null) return
        setLast(shownOf(value, op))
        onValue(value)
      }}
    />
  )
}

function fits(op: Operator, { value }: Condition): boolean {
  if (LIST_OPERATORS.has(op)) return value.kind === 'list'
  if (NUMERIC_OPERATORS.has(op)) return value.kind === 'int' || value.kind === 'float'
  return op === 'regex' ? value.kind === 'string' : op !== 'exists' || value.kind === 'bool'
}

function says(read: NonNullable<ReturnType<typeof readValue>>, shown: string | null, op: string): boolean {
  return shownOf(read, op) === shown
}

/** What the field would show of a value that was just typed. */
function shownOf(value: NonNullable<ReturnType<typeof readValue>>, op: string): string | null {
  return formatValue(op, goValueOf(value))
}

function goValueOf(value: NonNullable<ReturnType<typeof readValue>>): Condition['value'] {
  switch (value.kind) {
    case 'int':
      return { kind: 'int', value: BigInt(value.value) }
    case 'list':
      return { kind: 'list', items: value.items.map(goValueOf) }
    case 'map':
      return {
        kind: 'map',
        entries: value.entries.map(
          ([key, item]) => [{ kind: 'string', value: key }, goValueOf(item)] as const,
        ),
        anyKeys: false,
      }
    default:
      return value
  }
}

function needs(op: Operator): string {
  if (LIST_OPERATORS.has(op)) return 'Enter a list, for example eur, usd'
  if (NUMERIC_OPERATORS.has(op)) return 'Enter a number, for example 500'
  return op === 'exists' ? 'Choose yes or no' : 'Enter a value'
}
