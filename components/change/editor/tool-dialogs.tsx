'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { Policy, Rule } from '@/lib/policy/policy'
import { Choice, TextField } from './field'
import type { SeenTool } from '@/lib/decisions/seen-calls'
import type { KnownTool } from '@/lib/fleet/tools/known-tools'
import { TOOL_KIND_WORDS } from '@/lib/policy/tool-kind'
import type { OnEdits } from './form-parts'
import { freeName } from './rule-edits'
import { toolSuggestions } from './tool-suggestions'

interface AddToolProps {
  readonly policy: Policy
  readonly seen: readonly SeenTool[]
  readonly offered: readonly KnownTool[]
  readonly onEdits: OnEdits
  readonly onDone: (tool: string | null) => void
}

/** Lists another tool: one that agents called or a server offers, every tool at once, or any name. */
export function AddToolDialog({ policy, seen, offered, onEdits, onDone }: AddToolProps) {
  const [name, setName] = useState('')
  const typed = name.trim()
  const known = policy.tools.has(typed)
  const called = seen.filter(({ tool }) => !policy.tools.has(tool))
  const names = new Set(called.map(({ tool }) => tool))
  const others = offered.filter(
    ({ name: one }) => !policy.tools.has(one) && !names.has(one) && !policy.hide.includes(one),
  )
  const suggestions = toolSuggestions({ seen, offered }).filter(({ value }) => !policy.tools.has(value))
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
            suggestions={suggestions}
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
      {called.length === 0 ? (
        <p className="s dim">No other tool was called by an agent of this policy in 7 days.</p>
      ) : (
        <ToolChoices
          tools={called.map(({ tool, calls }) => ({ name: tool, note: `${calls} calls in 7 days` }))}
          onAdd={add}
        />
      )}
      {others.length > 0 && (
        <>
          <h3 style={{ marginTop: 12 }}>Offered by the server, not listed</h3>
          <ToolChoices
            tools={others
              .slice(0, MOST_OFFERED)
              .map(({ name: one, kind }) => ({ name: one, note: TOOL_KIND_WORDS[kind] }))}
            onAdd={add}
          />
          {others.length > MOST_OFFERED && (
            <p className="s dim">And {others.length - MOST_OFFERED} more: begin to type the name.</p>
          )}
        </>
      )}
    </Dialog>
  )
}

const MOST_OFFERED = 60

interface ToolChoicesProps {
  readonly tools: readonly { readonly name: string; readonly note: string }[]
  readonly onAdd: (tool: string) => void
}

function ToolChoices({ tools, onAdd }: ToolChoicesProps) {
  return (
    <ul className="hides">
      {tools.map(({ name, note }) => (
        <li key={name} className="row">
          <span className="mono grow trunc">{name}</span>
          <span className="s dim num">{note}</span>
          <Button size="small" onClick={() => onAdd(name)}>
            Add {name}
          </Button>
        </li>
      ))}
    </ul>
  )
}

/** Another name for a tool; conditions on its counters follow. */
export function RenameToolDialog({
  policy,
  tool,
  offered,
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
          <TextField
            label="New name"
            mono
            value={name}
            suggestions={toolSuggestions({ seen: [], offered }).filter(
              ({ value }) => !policy.tools.has(value),
            )}
            onChange={setName}
          />
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
