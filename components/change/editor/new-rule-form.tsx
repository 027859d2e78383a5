'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { Edit, RuleContent } from '@/lib/policy/edit/edits'
import { buildRule, EMPTY_RULE, OPERATORS, WINDOWS, type RuleDraft } from './rule-draft'

interface NewRuleFormProps {
  readonly tool: string
  readonly onEdit: (edit: Edit) => void
}

/** A new rule for a tool: deny every call, allow only some, or limit how many. */
export function NewRuleForm({ tool, onEdit }: NewRuleFormProps) {
  const [draft, setDraft] = useState<RuleDraft>(EMPTY_RULE)
  const set = (change: Partial<RuleDraft>) => setDraft((before) => ({ ...before, ...change }))
  const built = buildRule(draft)
  const add = (content: RuleContent) => {
    onEdit({ op: 'add-rule', tool, content })
    setDraft(EMPTY_RULE)
  }
  return (
    <fieldset className="rulec">
      <legend className="b">New rule for {tool}</legend>
      <div className="row wrap" style={{ gap: 12 }} role="radiogroup" aria-label="Kind of rule">
        {KINDS.map(({ kind, text }) => (
          <label key={kind} className="row" style={{ gap: 5 }}>
            <input type="radio" name="kind" checked={draft.kind === kind} onChange={() => set({ kind })} />{' '}
            {text}
          </label>
        ))}
      </div>
      <Field label="Name" value={draft.name} onChange={(name) => set({ name })} />
      {draft.kind === 'conditions' && <ConditionFields draft={draft} set={set} />}
      {draft.kind === 'limit' && (
        <div className="row wrap">
          <Field label="Calls" value={draft.count} onChange={(count) => set({ count })} />
          <Choice label="Per" value={draft.window} values={WINDOWS} onChange={(window) => set({ window })} />
        </div>
      )}
      <Field label="Message to the agent" value={draft.message} onChange={(message) => set({ message })} />
      <div className="row" style={{ marginTop: 8 }}>
        {built.kind === 'rule' ? (
          <Button onClick={() => add(built.content)}>Add rule</Button>
        ) : (
          <Button disabled>{built.reason}</Button>
        )}
      </div>
    </fieldset>
  )
}

const KINDS = [
  { kind: 'deny', text: 'Deny every call' },
  { kind: 'conditions', text: 'Allow only when' },
  { kind: 'limit', text: 'Limit' },
] as const

function ConditionFields({ draft, set }: { draft: RuleDraft; set: (change: Partial<RuleDraft>) => void }) {
  return (
    <div className="row wrap">
      <Field
        label="Argument"
        value={draft.path}
        onChange={(path) => set({ path })}
        placeholder="args.amount"
      />
      <Choice label="Must be" value={draft.op} values={OPERATORS} onChange={(op) => set({ op })} />
      <Field
        label="Value"
        value={draft.value}
        onChange={(value) => set({ value })}
        placeholder="500, true, [a, b], text"
      />
    </div>
  )
}

interface FieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string
}

function Field({ label, value, onChange, placeholder }: FieldProps) {
  return (
    <label className="fld">
      <span className="s">{label}</span>
      <input
        className="in"
        value={value}
        placeholder={placeholder}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  )
}

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly values: readonly Value[]
  readonly onChange: (value: Value) => void
}

function Choice<Value extends string>({ label, value, values, onChange }: ChoiceProps<Value>) {
  return (
    <label className="fld">
      <span className="s">{label}</span>
      <select
        className="in"
        value={value}
        onChange={({ target }) => {
          const chosen = values.find((one) => one === target.value)
          if (chosen !== undefined) onChange(chosen)
        }}
      >
        {values.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  )
}
