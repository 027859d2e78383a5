'use client'

import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import type { FileReading, FileShape } from './file-reading'
import { PanelLoading } from '@/components/ui/panel'
import type { SeenTool } from '@/lib/decisions/seen-calls'
import type { KnownTool } from '@/lib/fleet/tools/known-tools'
import type { OnEdits } from './form-parts'
import { outlineGroups } from './outline/outline-groups'
import { ToolList } from './outline/tool-list'
import { ToolPanel } from './tool-panel'
import { useKeptFocus } from './use-kept-focus'

const FilePanel = lazy(async () => ({ default: (await import('./file-panel')).FilePanel }))
const AddToolDialog = lazy(async () => ({ default: (await import('./tool-dialogs')).AddToolDialog }))
const RenameToolDialog = lazy(async () => ({ default: (await import('./tool-dialogs')).RenameToolDialog }))
const PlaceRuleDialog = lazy(async () => ({ default: (await import('./tool-dialogs')).PlaceRuleDialog }))

interface FormViewProps {
  readonly reading: FileReading
  readonly base: FileShape | null
  /** Tools whose rules differ from what git has. */
  readonly edited: ReadonlySet<string>
  /** What makes text of edits is not there yet: a moment after the page. */
  readonly isWaiting: boolean
  readonly tool: string | null
  readonly seen: readonly SeenTool[]
  readonly offered: readonly KnownTool[]
  readonly onTool: (tool: string | null) => void
  readonly onEdits: OnEdits
}

type Open =
  | { readonly kind: 'add' }
  | { readonly kind: 'rename' }
  | { readonly kind: 'place'; readonly rule: number }

const NONE_HIDDEN: readonly string[] = []

/** The policy as a form: its tools at the left, the chosen one's rules beside them. */
export function FormView(props: FormViewProps) {
  const { reading, base, edited, isWaiting, tool, seen, offered, onTool, onEdits } = props
  const [open, setOpen] = useState<Open | null>(null)
  const form = useKeptFocus()
  const { policy, tools } = reading
  // What a key leaves alone is the same object as before it: the list of tools is drawn when one comes or goes.
  const hide = policy?.hide ?? NONE_HIDDEN
  const groups = useMemo(() => outlineGroups(tools, { hide }, offered), [tools, hide, offered])
  const add = useCallback(() => setOpen({ kind: 'add' }), [])
  if (policy === null) return null
  // A tool that is only hidden has no rules of its own: the file's own fields hold it.
  const isFile = tool === null || !policy.tools.has(tool)
  const done = (next: string | null) => {
    setOpen(null)
    if (next !== null) onTool(next)
  }
  const rule = open?.kind === 'place' && !isFile ? policy.tools.get(tool)?.rules[open.rule] : undefined
  return (
    <>
      <ToolList
        groups={groups}
        hasEvery={policy.tools.has('*')}
        unlisted={policy.default === 'deny' ? 'deny' : 'allow'}
        chosen={isFile ? null : tool}
        edited={edited}
        onChoose={onTool}
        onAdd={add}
      />
      <section className="fm" aria-label="Policy as a form" inert={isWaiting} ref={form}>
        {isFile ? (
          <Suspense fallback={<PanelLoading label="Loading the fields of the file" />}>
            <FilePanel
              policy={policy}
              saysDefault={reading.saysDefault}
              seen={seen}
              offered={offered}
              onEdits={onEdits}
            />
          </Suspense>
        ) : (
          <ToolPanel
            key={tool}
            policy={policy}
            reading={reading}
            base={base?.policy ?? null}
            tool={tool}
            seen={seen}
            onEdits={onEdits}
            onRename={() => setOpen({ kind: 'rename' })}
            onPlace={(index) => setOpen({ kind: 'place', rule: index })}
          />
        )}
      </section>
      <Suspense fallback={null}>
        {open?.kind === 'add' && (
          <AddToolDialog policy={policy} seen={seen} offered={offered} onEdits={onEdits} onDone={done} />
        )}
        {open?.kind === 'rename' && !isFile && (
          <RenameToolDialog policy={policy} tool={tool} offered={offered} onEdits={onEdits} onDone={done} />
        )}
        {open?.kind === 'place' && !isFile && rule !== undefined && (
          <PlaceRuleDialog
            policy={policy}
            tool={tool}
            index={open.rule}
            rule={rule}
            onEdits={onEdits}
            onDone={done}
          />
        )}
      </Suspense>
    </>
  )
}
