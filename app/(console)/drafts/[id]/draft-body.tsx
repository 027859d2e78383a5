'use client'

import type { ReactNode } from 'react'
import { DiffPanel } from '@/components/change/editor/diff-panel'
import type { FileShape } from '@/components/change/editor/file-reading'
import { FormView } from '@/components/change/editor/form-view'
import { Button } from '@/components/ui/button'
import { fetchedLater } from '@/components/ui/fetched-later'
import { PanelEmpty, PanelLoading } from '@/components/ui/panel'
import type { Edit } from '@/lib/policy/edit/edits'
import { viewOf } from './draft-head'
import type { DraftEditorProps, EditorModel } from './use-draft-editor'
import type { ReadFile } from './use-readings'

// Fetched when it is wanted: the form needs none of it.
const TextView = fetchedLater(
  'The text editor',
  async () => (await import('@/components/change/editor/text/text-view')).TextView,
)
const CallView = fetchedLater('The call', async () => (await import('./call/call-view')).CallView)
const PinnedCall = fetchedLater(
  'The way to pin the call',
  async () => (await import('./call/pinned-call')).PinnedCall,
)
/** The server draws it with the page. */
const DraftAside = fetchedLater(
  'What the draft means',
  async () => (await import('./draft-aside')).DraftAside,
)

interface DraftBodyProps extends DraftEditorProps {
  readonly model: EditorModel
  readonly one: ReadFile
  /** The files of the draft, which stand in the head of the text. */
  readonly tabs: ReactNode
}

const LAYOUTS = { call: 'ed rv', form: 'ed', text: 'ed tx', diff: 'ed tx bare', bare: 'ed tx bare' } as const

/** One file: what is edited at the left, what it changes and means at the right. */
export function DraftBody(props: DraftBodyProps) {
  const { model, one } = props
  const { file, kind } = one
  const view = viewOf(model, one)
  const isBeside = view === 'form' || view === 'call'
  return (
    <div className={LAYOUTS[file.path !== null && (kind === 'policy' || view === 'diff') ? view : 'bare']}>
      <Editing {...props} />
      {isBeside && file.path !== null && (
        <section className="df" aria-label="Diff">
          <DiffPanel key={file.key} path={file.path} before={file.base ?? ''} after={one.text ?? ''} />
          {view === 'call' && <PinnedCall model={model} />}
        </section>
      )}
      <aside className="ef stack" aria-label="Effect and owners">
        <DraftAside
          model={model}
          one={one}
          plan={props.plan}
          showsRuns={view === 'call'}
          waiting={
            <section className="panel">
              <PanelLoading label="Reading what it means" />
            </section>
          }
        />
      </aside>
    </div>
  )
}

function Editing({ branch, model, one, tabs }: DraftBodyProps) {
  const { place, go, dispatch, edit, undo, redo, seen, offered, base, edited, goTo, setGoTo, shownPath } =
    model
  const { file, reading, text, kind } = one
  if (file.path === null)
    return (
      <section className="panel">
        <PanelEmpty
          title={`${shownPath(file.basePath ?? '')} will be deleted`}
          actions={
            <Button
              onClick={() =>
                dispatch({ kind: 'reset', file: file.key, tests: model.tests.along(file.key, file.basePath) })
              }
            >
              Keep the file
            </Button>
          }
        >
          Proxies that read it keep what they have loaded until they are told otherwise.
        </PanelEmpty>
      </section>
    )
  if (reading === null || text === null)
    return (
      <section className="panel fm">
        <PanelLoading rows={8} label="Reading the policy" />
      </section>
    )
  const view = viewOf(model, one)
  if (view === 'call')
    return <CallView model={model} one={one} waiting={<PanelLoading rows={8} label="Loading the call" />} />
  if (view === 'diff')
    return (
      <section aria-label="Side by side">
        <DiffPanel key={file.key} path={file.path} before={file.base ?? ''} after={text} layout="side" />
      </section>
    )
  if (view === 'form')
    return (
      <FormView
        key={file.key}
        reading={reading}
        base={base}
        edited={edited}
        isWaiting={model.isWaiting}
        tool={place.tool === undefined ? firstTool(reading, file.edits) : place.tool}
        seen={seen}
        offered={offered}
        onTool={model.goToTool}
        onEdits={(...edits) => edit(file.key, edits)}
      />
    )
  return (
    <TextView
      waiting={<Waiting hasTools={kind === 'policy'} />}
      key={file.key}
      tabs={tabs}
      text={text}
      reading={reading}
      base={base}
      edited={edited}
      baseText={file.basePath === null ? null : (file.base ?? '')}
      branch={branch}
      isPolicy={kind === 'policy'}
      seen={seen}
      offered={offered}
      showsBase={place.showsBase}
      onShowsBase={(showsBase) => go({ showsBase })}
      goTo={goTo}
      onGoTo={setGoTo}
      onCursor={model.setCursorLine}
      onEdits={(...edits) => edit(file.key, edits)}
      onFix={({ fix }) => fix !== null && edit(file.key, fix.edits)}
      onText={(text) => dispatch({ kind: 'write', file: file.key, text, at: performance.now() })}
      onUndo={undo}
      onRedo={redo}
    />
  )
}

/** The text is on its way; its tools have their place. */
function Waiting({ hasTools }: { hasTools: boolean }) {
  return (
    <>
      {hasTools && <div className="tl" />}
      <section className="panel edp">
        <PanelLoading rows={12} label="Loading the text editor" />
      </section>
    </>
  )
}

/** Where the person was when they left, else the first tool. */
function firstTool({ policy }: FileShape, edits: readonly Edit[]): string | null {
  const last = edits.findLast((one) => 'tool' in one && policy?.tools.has(one.tool) === true)
  const [first] = policy?.tools.keys() ?? []
  return last !== undefined && 'tool' in last ? last.tool : (first ?? null)
}
