'use client'

import { type ReactNode, Suspense, use, useState } from 'react'
import { DiffPanel } from '@/components/change/editor/diff-panel'
import { EffectPanel } from '@/components/change/editor/effect-panel'
import { errorsOf, type FileShape } from '@/components/change/editor/file-reading'
import { FormView } from '@/components/change/editor/form-view'
import { TestsPanel } from '@/components/change/editor/tests-panel'
import { Button } from '@/components/ui/button'
import { fetchedLater } from '@/components/ui/fetched-later'
import { PanelEmpty, PanelLoading } from '@/components/ui/panel'
import type { PolicyComparison } from '@/lib/policy/compare/comparison'
import type { Edit } from '@/lib/policy/edit/edits'
import { viewOf } from './draft-head'
import { DraftOwners } from './draft-owners'
import type { FoundTests } from './draft-tests'
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
const WillRunOn = fetchedLater(
  'Where it would run',
  async () => (await import('@/components/change/detail/will-run-on')).WillRunOn,
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
  const { tests } = model
  const { file, isPolicy } = one
  const view = viewOf(model, one)
  const isBeside = view === 'form' || view === 'call'
  return (
    <div className={LAYOUTS[file.path !== null && (isPolicy || view === 'diff') ? view : 'bare']}>
      <Editing {...props} />
      {isBeside && file.path !== null && (
        <section className="df" aria-label="Diff">
          <DiffPanel key={file.key} path={file.path} before={file.base ?? ''} after={one.text ?? ''} />
          {view === 'call' && <PinnedCall model={model} />}
        </section>
      )}
      <aside className="ef stack" aria-label="Effect and owners">
        {(isPolicy || file.path === null) && <Meaning {...props} key={file.key} />}
        {tests.shown !== undefined && <Tests found={tests.shown} tests={tests} />}
        {view === 'call' && (
          <Suspense fallback={null}>
            <RunsOn plan={props.plan} />
          </Suspense>
        )}
        <DraftOwners model={model} />
      </aside>
    </div>
  )
}

/** What the tests of the policy on screen say. */
function Tests({
  found: { texts, outcome, isCurrent },
  tests,
}: {
  found: FoundTests
  tests: EditorModel['tests']
}) {
  return (
    <TestsPanel
      outcome={outcome}
      isStale={!isCurrent}
      onTests={(line) => tests.open(texts.path, line)}
      texts={texts}
      onAdopted={(text) => tests.replace(texts.path, text)}
    />
  )
}

/** Which proxies get it by the merge. */
function RunsOn({ plan }: Pick<DraftBodyProps, 'plan'>) {
  const known = use(plan)
  return known === null ? null : <WillRunOn fleet={known.affected} last={known.last} />
}

/** What was counted last stays in view while an error is typed and mended, and while the text of now is compared. */
function Meaning({ model: { meaning }, one: { file, reading } }: DraftBodyProps) {
  const [last, setLast] = useState<PolicyComparison | null>(null)
  const answer = meaning?.answer
  if (answer != null && answer !== last) setLast(answer)
  return (
    <EffectPanel
      meaning={answer}
      isStale={meaning?.isCurrent === false}
      last={last}
      errors={reading === null ? 0 : errorsOf(reading).length}
      isNew={file.basePath === null}
      isDeleted={file.path === null}
    />
  )
}

function Editing({ nonce, branch, model, one, tabs }: DraftBodyProps) {
  const { place, go, dispatch, edit, undo, redo, seen, offered, base, edited, goTo, setGoTo, shownPath } =
    model
  const { file, reading, text, isPolicy } = one
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
      waiting={<Waiting hasTools={isPolicy} />}
      key={file.key}
      tabs={tabs}
      text={text}
      reading={reading}
      base={base}
      edited={edited}
      baseText={file.basePath === null ? null : (file.base ?? '')}
      branch={branch}
      nonce={nonce}
      isPolicy={isPolicy}
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
