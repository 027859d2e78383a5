'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { Policy, Rule } from '@/lib/policy/policy'
import { Choice, TextField } from './field'
import type { SeenTool } from '@/lib/decisions/seen-calls'
import type { OnEdits } from './form-parts'
import { freeName } from './rule-edits'

interface AddToolProps {
  readonly policy: Policy
  readonly seen: readonly SeenTool[]
  readonly onEdits: OnEdits
  readonly onDone: (tool: string | null) => void
}

/** Lists another tool: one that agents called, every tool at once, or any name. */
export function AddToolDialog({ policy, seen, onEdits, onDone }: AddToolProps) {
  const [name, setName] = useState('')
  const typed = name.trim()
  const known = policy.tools.has(typed)
  const offered = seen.filter(({ tool }) => !policy.tools.has(tool))
  const add = (tool: string) => {
    onEdits({ op: 'add-tool', tool })
    onDone(tool)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typed !== '' && !known) add(typed)
  }
  return (
    <Dialog open title="Add a tool" onOpenChange={(open) => !open && onDone(null)}>
      <form className="row" style={{ alignItems: 'flex-end' }} onSubmit={submit}>
        <div className="grow">
          <TextField
            label="Name of the tool"
            mono
            value={name}
            placeholder="delete_customer"
            onChange={setName}
          />
        </div>
        <Button type="submit" variant="primary" disabled={typed === '' || known}>
          {known ? 'Listed already' : 'Add tool'}
        </Button>
      </form>
      {!policy.tools.has('*') && (
        <p style={{ marginTop: 12 }}>
          <Button size="small" onClick={() => add('*')}>
            <span className="mono">*</span> Rules for every tool
          </Button>
        </p>
      )}
      <h3 style={{ marginTop: 12 }}>Called lately, not listed</h3>
      {offered.length === 0 ? (
        <p className="s dim">No other tool was called by an agent of this policy in 7 days.</p>
      ) : (
        <ul className="hides">
          {offered.map(({ tool, calls }) => (
            <li key={tool} className="row">
              <span className="mono grow trunc">{tool}</span>
              <span className="s dim num">{calls} calls in 7 days</span>
              <Button size="small" onClick={() => add(tool)}>
                Add {tool}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}

/** Another name for a tool; conditions on its counters follow. */
export function RenameToolDialog({
  policy,
  tool,
  onEdits,
  onDone,
}: Omit<AddToolProps, 'seen'> & { readonly tool: string }) {
  const [name, setName] = useState(tool)
  const to = name.trim()
  const taken = to !== tool && policy.tools.has(to)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (to === '' || to === tool || taken) return
    onEdits({ op: 'rename-tool', tool, to })
    onDone(to)
  }
  return (
    <Dialog
      open
      title={`Rename ${tool}`}
      description="Conditions that look at a counter of this tool follow."
      onOpenChange={(open) => !open && onDone(null)}
    >
      <form className="row" style={{ alignItems: 'flex-end' }} onSubmit={submit}>
        <div className="grow">
          <TextField label="New name" mono value={name} onChange={setName} />
        </div>
        <Button type="submit" variant="primary" disabled={to === '' || to === tool || taken}>
          {taken ? 'Listed already' : 'Rename'}
        </Button>
      </form>
    </Dialog>
  )
}

interface PlaceRuleProps {
  readonly policy: Policy
  readonly tool: string
  readonly index: number
  readonly rule: Rule
  readonly onEdits: OnEdits
  readonly onDone: (tool: string | null) => void
}

/** Moves a rule to another tool, or makes a copy of it there or behind it. */
export function PlaceRuleDialog({ policy, tool, index, rule, onEdits, onDone }: PlaceRuleProps) {
  const [to, setTo] = useState(tool)
  const at = { tool, rule: index, named: rule.name }
  const there = to === tool ? {} : { toTool: to }
  const copy = () => {
    onEdits({ op: 'duplicate-rule', ...at, as: freeName(policy, to, rule.name), ...there })
    onDone(to)
  }
  const move = () => {
    onEdits({ op: 'move-rule', ...at, ...there })
    onDone(to)
  }
  return (
    <Dialog
      open
      title={`Move or copy ${rule.name}`}
      description="Its conditions on its own counter follow it."
      onOpenChange={(open) => !open && onDone(null)}
      footer={
        <>
          <Button onClick={copy}>Copy it there</Button>
          <Button variant="primary" disabled={to === tool} onClick={move}>
            {to === tool ? 'Choose another tool to move it' : 'Move it there'}
          </Button>
        </>
      }
    >
      <Choice
        label="Tool"
        mono
        value={to}
        options={[...policy.tools.keys()].map((value) => ({
          value,
          label: value === '*' ? '* every tool' : value,
        }))}
        onChange={setTo}
      />
    </Dialog>
  )
}
