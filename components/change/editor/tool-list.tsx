'use client'

import { Button } from '@/components/ui/button'
import { Glyph } from '@/components/ui/glyph'
import type { Policy } from '@/lib/policy/policy'
import { Choice } from './field'

interface ToolListProps {
  readonly policy: Policy
  /** The tool in the form; null for the file itself. */
  readonly chosen: string | null
  /** Tools whose rules differ from what git has. */
  readonly edited: ReadonlySet<string>
  readonly onChoose: (tool: string | null) => void
  readonly onAdd: () => void
}

const WORDS = { allow: 'allowed', deny: 'denied' } as const

/** What can be edited of a policy: the file itself, its tools, and what tools get that it does not list. A picker where there is no room. */
export function ToolList({ policy, chosen, edited, onChoose, onAdd }: ToolListProps) {
  const names = [...policy.tools.keys()].filter((name) => name !== '*')
  const hidden = new Set(policy.hide)
  const shown = names.filter((name) => !hidden.has(name))
  const concealed = names.filter((name) => hidden.has(name))
  const unlisted = policy.default === 'deny' ? 'deny' : 'allow'
  const item = (tool: string | null, label: string, mono = true) => (
    <li key={label}>
      <button
        type="button"
        className={mono ? 'mono' : undefined}
        aria-current={tool === chosen ? 'true' : undefined}
        onClick={() => onChoose(tool)}
      >
        {label}
        {tool !== null && edited.has(tool) && <i role="img" aria-label="edited" />}
      </button>
    </li>
  )
  return (
    <>
      <nav className="tl" aria-label="Tools in this policy">
        <ul>{item(null, 'The file', false)}</ul>
        <h2>Tools</h2>
        <ul>
          {shown.map((name) => item(name, name))}
          {policy.tools.has('*') && item('*', '* every tool')}
        </ul>
        {concealed.length > 0 && (
          <>
            <p className="xs dim">Hidden</p>
            <ul>{concealed.map((name) => item(name, name))}</ul>
          </>
        )}
        <button type="button" className="lk" onClick={onAdd}>
          Add tool
        </button>
        <p className="xs dim">Unlisted tools</p>
        <span className="s row mid">
          <Glyph name={unlisted === 'deny' ? 'denied' : 'allowed'} label={null} /> {WORDS[unlisted]}
        </span>
      </nav>
      <div className="tp row">
        <Choice
          label="Tool"
          mono
          value={chosen ?? ''}
          options={[
            { value: '', label: 'The file itself' },
            ...[...policy.tools.keys()].map((name) => ({
              value: name,
              label: `${name === '*' ? '* every tool' : name}${edited.has(name) ? ' (edited)' : ''}`,
            })),
          ]}
          onChange={(value) => onChoose(value === '' ? null : value)}
        />
        <Button onClick={onAdd}>Add tool</Button>
      </div>
    </>
  )
}
