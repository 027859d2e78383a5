'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { Edit } from '@/lib/policy/edit/edits'
import type { Policy, Rule } from '@/lib/policy/policy'
import { NewRuleForm } from './new-rule-form'
import { RuleCard } from './rule-card'

interface ToolFormProps {
  readonly policy: Policy
  readonly tool: string
  readonly onTool: (tool: string) => void
  readonly onEdit: (edit: Edit) => void
}

/** The policy as a form: what unlisted tools get, which tool is edited, its rules. */
export function ToolForm({ policy, tool, onTool, onEdit }: ToolFormProps) {
  const names = [...policy.tools.keys()]
  const rules = policy.tools.get(tool)?.rules ?? []
  const keys = keysOf(rules)
  return (
    <section className="panel" aria-label="Policy as a form">
      <div className="pad stack">
        <div className="row wrap" style={{ gap: 16 }}>
          <label className="fld">
            <span className="s">Unlisted tools</span>
            <select
              className="in"
              value={policy.default === 'deny' ? 'deny' : 'allow'}
              onChange={({ target: { value } }) =>
                onEdit({ op: 'set-default', value: value === 'deny' ? 'deny' : 'allow' })
              }
            >
              <option value="allow">allowed</option>
              <option value="deny">denied</option>
            </select>
          </label>
          <label className="fld">
            <span className="s">Tool</span>
            <select className="in" value={tool} onChange={({ target }) => onTool(target.value)}>
              {names.map((name) => (
                <option key={name} value={name}>
                  {name === '*' ? '* (every tool)' : name}
                </option>
              ))}
            </select>
          </label>
          <NewTool names={names} onAdd={(name) => addTool(name, onEdit, onTool)} />
        </div>
        {names.includes(tool) ? (
          <>
            <ul
              className="stack"
              aria-label={`Rules of ${tool}`}
              style={{ listStyle: 'none', padding: 0, margin: 0 }}
            >
              {rules.map((rule, index) => (
                <RuleCard key={keys[index]} tool={tool} index={index} rule={rule} onEdit={onEdit} />
              ))}
            </ul>
            {rules.length === 0 && (
              <p className="mid">No rule: calls of {tool} are not checked one by one.</p>
            )}
            <NewRuleForm key={tool} tool={tool} onEdit={onEdit} />
            <HideTool policy={policy} tool={tool} onEdit={onEdit} />
          </>
        ) : (
          <p className="mid">The policy lists no tool yet. Add one to give it rules.</p>
        )}
      </div>
    </section>
  )
}

/** Names of rules may repeat; the nth of a name keeps its card. */
function keysOf(rules: readonly Rule[]): string[] {
  const seen = new Map<string, number>()
  return rules.map(({ name }) => {
    const nth = (seen.get(name) ?? 0) + 1
    seen.set(name, nth)
    return `${name} ${nth}`
  })
}

function addTool(name: string, onEdit: (edit: Edit) => void, onTool: (tool: string) => void): void {
  onEdit({ op: 'add-tool', tool: name })
  onTool(name)
}

function NewTool({ names, onAdd }: { names: readonly string[]; onAdd: (name: string) => void }) {
  const [name, setName] = useState('')
  const known = names.includes(name.trim())
  const usable = name.trim() !== '' && !known
  return (
    <div className="row" style={{ alignItems: 'flex-end' }}>
      <label className="fld">
        <span className="s">Another tool</span>
        <input
          className="in"
          value={name}
          onChange={({ target }) => setName(target.value)}
          placeholder="delete_customer"
        />
      </label>
      <Button
        disabled={!usable}
        onClick={() => {
          onAdd(name.trim())
          setName('')
        }}
      >
        {known ? 'Already listed' : 'Add tool'}
      </Button>
    </div>
  )
}

function HideTool({ policy, tool, onEdit }: Pick<ToolFormProps, 'policy' | 'tool' | 'onEdit'>) {
  if (tool === '*') return null
  const index = policy.hide.indexOf(tool)
  return (
    <div className="row wrap">
      <Button
        size="small"
        onClick={() =>
          onEdit(index < 0 ? { op: 'add-hide', name: tool } : { op: 'remove-hide', index, named: tool })
        }
      >
        {index < 0 ? `Hide ${tool} from agents` : `Show ${tool} to agents again`}
      </Button>
      <Button size="small" variant="ghost" onClick={() => onEdit({ op: 'remove-tool', tool })}>
        Remove {tool} from the policy
      </Button>
    </div>
  )
}
