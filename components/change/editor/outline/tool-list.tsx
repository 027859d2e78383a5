'use client'

import { memo } from 'react'
import { Button } from '@/components/ui/button'
import { Glyph } from '@/components/ui/glyph'
import { useHeldWhilePressed } from '@/components/ui/use-held-while-pressed'
import { Choice } from '../field'
import type { OutlineGroup } from './outline-groups'

interface ToolListProps {
  readonly groups: readonly OutlineGroup[]
  /** The policy has rules for every tool, `*`. */
  readonly hasEvery: boolean
  readonly unlisted: 'allow' | 'deny'
  /** The tool that is shown; null for the file itself. */
  readonly chosen: string | null
  /** Tools whose rules differ from what git has. */
  readonly edited: ReadonlySet<string>
  readonly onChoose: (tool: string | null) => void
  /** Null while the text cannot be read. */
  readonly onAdd: (() => void) | null
}

const WORDS = { allow: 'allowed', deny: 'denied' } as const

/** What can be edited of a policy: the file itself, its tools, and what tools get that it does not list. A picker where there is no room. */
export const ToolList = memo(function ToolList(props: ToolListProps) {
  const { hasEvery, unlisted, chosen, edited, onChoose, onAdd } = props
  const [groups, hold] = useHeldWhilePressed(props.groups)
  const item = (tool: string | null, label: string) => (
    <Item
      key={label}
      tool={tool}
      label={label}
      isChosen={tool === chosen}
      isEdited={tool !== null && edited.has(tool)}
      onChoose={onChoose}
    />
  )
  return (
    <>
      <nav className="tl" aria-label="Tools in this policy" onPointerDown={hold}>
        <ul>{item(null, 'The file')}</ul>
        <h2>Tools</h2>
        {groups.map(({ title, names }) => (
          <div key={title ?? ''}>
            {title !== null && <p className="xs dim">{title}</p>}
            <ul aria-label={title ?? undefined}>{names.map((name) => item(name, name))}</ul>
          </div>
        ))}
        {hasEvery && <ul className="ev">{item('*', '* every tool')}</ul>}
        {onAdd !== null && (
          <button type="button" className="lk" onClick={onAdd}>
            Add tool
          </button>
        )}
        <p className="xs dim">Unlisted tools</p>
        <span className="s row mid">
          <Glyph name={unlisted === 'deny' ? 'denied' : 'allowed'} label={null} /> {WORDS[unlisted]}
        </span>
      </nav>
      <Picker {...props} />
    </>
  )
})

interface ItemProps {
  readonly tool: string | null
  readonly label: string
  readonly isChosen: boolean
  readonly isEdited: boolean
  readonly onChoose: ToolListProps['onChoose']
}

/** A cursor that moves from one tool to another draws two of them, however many there are. */
const Item = memo(function Item({ tool, label, isChosen, isEdited, onChoose }: ItemProps) {
  return (
    <li>
      <button
        type="button"
        className={tool === null ? undefined : 'mono'}
        title={tool ?? undefined}
        aria-current={isChosen ? 'true' : undefined}
        onClick={() => onChoose(tool)}
      >
        {label}
        {isEdited && <i role="img" aria-label="edited" title="edited" />}
      </button>
    </li>
  )
})

function Picker({ groups, hasEvery, chosen, edited, onChoose, onAdd }: ToolListProps) {
  const names = [...groups.flatMap((group) => group.names), ...(hasEvery ? ['*'] : [])]
  return (
    <div className="tp row">
      <Choice
        label="Tool"
        mono
        value={chosen ?? ''}
        options={[
          { value: '', label: 'The file itself' },
          ...names.map((name) => ({
            value: name,
            label: `${name === '*' ? '* every tool' : name}${edited.has(name) ? ' (edited)' : ''}`,
          })),
        ]}
        onChange={(value) => onChoose(value === '' ? null : value)}
      />
      {onAdd !== null && <Button onClick={onAdd}>Add tool</Button>}
    </div>
  )
}
