'use client'

import { useMemo } from 'react'
import { DiffPanel } from '@/components/change/editor/diff-panel'
import { EffectPanel } from '@/components/change/editor/effect-panel'
import type { FileReading } from '@/components/change/editor/file-reading'
import { FormView } from '@/components/change/editor/form-view'
import { TestsPanel } from '@/components/change/editor/tests-panel'
import { TextPanel } from '@/components/change/editor/text-panel'
import { OwnersList } from '@/components/change/owners-list'
import { Button } from '@/components/ui/button'
import { Panel, PanelEmpty, PanelLoading } from '@/components/ui/panel'
import type { Edit } from '@/lib/policy/edit/edits'
import { diffLines } from '@/lib/policy/edit/line-diff'
import { viewOf } from './draft-head'
import type { DraftEditorProps, EditorModel } from './use-draft-editor'
import type { ReadFile } from './use-readings'

interface DraftBodyProps extends DraftEditorProps {
  readonly model: EditorModel
  readonly one: ReadFile
}

/** One file: what is edited at the left, what it changes and means at the right. */
export function DraftBody(props: DraftBodyProps) {
  const { model, one } = props
  const { facts, meaning, tests } = model
  const { file, reading, isPolicy } = one
  const isForm = viewOf(model, one) === 'form' && file.path !== null
  return (
    <div className={isForm ? 'ed' : 'ed wide'}>
      <Editing {...props} />
      {file.path !== null && (
        <section className="df" aria-label="Diff">
          <DiffPanel path={file.path} before={file.base ?? ''} after={reading?.text ?? ''} />
        </section>
      )}
      <aside className="ef stack" aria-label="Effect and owners">
        {(isPolicy || file.path === null) && (
          <EffectPanel meaning={meaning} isNew={file.basePath === null} isDeleted={file.path === null} />
        )}
        {tests.hasPolicy && <TestsPanel outcome={tests.outcome} onTests={tests.open} />}
        <Panel title="Who must agree" note="predicted from CODEOWNERS">
          <OwnersList rows={facts.owners} />
        </Panel>
      </aside>
    </div>
  )
}

function Editing({ nonce, model, one }: DraftBodyProps) {
  const { place, go, dispatch, edit, undo, redo, seen, offered, base, goTo, shownPath } = model
  const { file, reading } = one
  const changed = useMemo(
    () => linesChanged(file.base ?? '', reading?.text ?? ''),
    [file.base, reading?.text],
  )
  if (file.path === null)
    return (
      <section className="panel">
        <PanelEmpty
          title={`${shownPath(file.basePath ?? '')} will be deleted`}
          actions={<Button onClick={() => dispatch({ kind: 'reset', file: file.key })}>Keep the file</Button>}
        >
          Proxies that read it keep what they have loaded until they are told otherwise.
        </PanelEmpty>
      </section>
    )
  if (reading === null)
    return (
      <section className="panel fm">
        <PanelLoading rows={8} label="Reading the policy" />
      </section>
    )
  if (viewOf(model, one) === 'form')
    return (
      <FormView
        key={file.key}
        reading={reading}
        base={base}
        tool={place.tool === undefined ? firstTool(reading, file.edits) : place.tool}
        seen={seen}
        offered={offered}
        onTool={(tool) => go({ tool })}
        onEdits={(...edits) => edit(file.key, edits)}
      />
    )
  return (
    <TextPanel
      key={file.key}
      label="YAML"
      nonce={nonce}
      text={reading.text}
      reading={reading}
      changed={changed}
      facts={{ tools: [...(reading.policy?.tools.keys() ?? [])], seen, offered }}
      goTo={goTo}
      onText={(text) => dispatch({ kind: 'write', file: file.key, text, at: performance.now() })}
      onUndo={undo}
      onRedo={redo}
    />
  )
}

/** Where the person was when they left, else the first tool. */
function firstTool({ policy }: FileReading, edits: readonly Edit[]): string | null {
  const last = edits.findLast((one) => 'tool' in one && policy?.tools.has(one.tool) === true)
  const [first] = policy?.tools.keys() ?? []
  return last !== undefined && 'tool' in last ? last.tool : (first ?? null)
}

/** Lines, from 1, that git does not have. */
function linesChanged(before: string, after: string): ReadonlySet<number> {
  return new Set(
    diffLines(before, after).flatMap(({ kind, newLine }) =>
      kind === 'added' && newLine !== null ? [newLine] : [],
    ),
  )
}
