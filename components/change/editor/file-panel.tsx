'use client'

import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import type { Policy } from '@/lib/policy/policy'
import { Choice, TextField } from './field'
import type { SeenTool } from '@/lib/decisions/seen-calls'
import type { KnownTool } from '@/lib/fleet/tools/known-tools'
import type { OnEdits } from './form-parts'
import { toolSuggestions } from './tool-suggestions'
import { useDrawnFirst } from './use-drawn-first'

interface FilePanelProps {
  readonly policy: Policy
  /** Whether the file says `default` itself. */
  readonly saysDefault: boolean
  readonly seen: readonly SeenTool[]
  readonly offered: readonly KnownTool[]
  readonly onEdits: OnEdits
}

/** What holds for the whole file: its description, what unlisted tools get, which tools agents do not see. */
export function FilePanel({ policy, saysDefault, seen, offered, onEdits }: FilePanelProps) {
  const id = useId()
  const description = useDrawnFirst(policy.description, (value) =>
    onEdits(value === '' ? { op: 'unset-description' } : { op: 'set-description', value }),
  )
  return (
    <div className="card pad stack" role="group" aria-label="The file itself">
      <div className="mr">
        <label className="s mid" htmlFor={id}>
          Description
        </label>
        <textarea
          id={id}
          className="in"
          rows={2}
          value={description.shown}
          onChange={({ target }) => description.type(target.value)}
        />
      </div>
      <div className="mr">
        <Choice
          label="Unlisted tools"
          value={!saysDefault ? 'none' : policy.default === 'deny' ? 'deny' : 'allow'}
          options={[
            { value: 'none', label: 'allowed, as the file does not say' },
            { value: 'allow', label: 'allowed' },
            { value: 'deny', label: 'denied' },
          ]}
          onChange={(value) =>
            onEdits(value === 'none' ? { op: 'unset-default' } : { op: 'set-default', value })
          }
        />
      </div>
      <HideList policy={policy} seen={seen} offered={offered} onEdits={onEdits} />
    </div>
  )
}

function HideList({ policy, seen, offered, onEdits }: Omit<FilePanelProps, 'saysDefault'>) {
  const [name, setName] = useState('')
  const { hide } = policy
  const known = hide.includes(name.trim())
  const suggestions = toolSuggestions({ seen, offered }, policy.tools.keys()).filter(
    ({ value }) => value !== '*' && !hide.includes(value),
  )
  const swap = (index: number) => {
    const names = [...hide]
    const [moved] = names.splice(index, 1)
    if (moved !== undefined) names.splice(index - 1, 0, moved)
    onEdits({ op: 'set-hide', names })
  }
  return (
    <div>
      <p className="s mid">Hidden from agents</p>
      <ul className="hides" aria-label="Hidden from agents">
        {hide.map((one, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a name may stand twice until it is mended
          <li key={`${one} ${index}`} className="row">
            <span className="mono grow trunc">{one}</span>
            {index > 0 && (
              <IconButton label={`Move ${one} up`} onClick={() => swap(index)}>
                ↑
              </IconButton>
            )}
            <Button
              size="small"
              variant="ghost"
              onClick={() => onEdits({ op: 'remove-hide', index, named: one })}
            >
              Show {one} again
            </Button>
          </li>
        ))}
      </ul>
      <div className="row" style={{ alignItems: 'flex-end' }}>
        <div className="grow">
          <TextField
            label="Hide another tool"
            mono
            value={name}
            suggestions={suggestions}
            onChange={setName}
          />
        </div>
        <Button
          disabled={name.trim() === '' || known}
          onClick={() => {
            onEdits({ op: 'add-hide', name: name.trim() })
            setName('')
          }}
        >
          {known ? 'Hidden already' : 'Hide'}
        </Button>
      </div>
    </div>
  )
}
