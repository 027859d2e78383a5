'use client'

import { lazy, Suspense, useState } from 'react'
import { ADD_RULE_BUTTON } from '@/components/change/editor/add-rule-id'
import { EffectCounts } from '@/components/change/effect/effect-counts'
import { Dock } from '@/components/change/editor/dock'
import type { DraftAbout } from '@/components/change/editor/draft-state'
import { FileTabs } from '@/components/change/editor/file-tabs'
import { PageKeys } from '@/components/shell/page-keys'
import { Button } from '@/components/ui/button'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty, PanelLoading } from '@/components/ui/panel'
import type { Submission } from '@/components/change/editor/submit-dialog'
import type { DraftView } from '@/lib/changes/get-draft'
import { routes } from '@/lib/routes'
import { DraftBody } from './draft-body'
import { DraftHead, viewOf } from './draft-head'
import { titleOf } from './use-draft-effect'
import { useDraftEditor, type DraftEditorProps, type EditorModel } from './use-draft-editor'
import { useListening } from './use-listening'
import { useProblems } from './use-problems'

// Fetched when they are wanted: the first picture needs none of them.
const SubmitDialog = lazy(async () => ({
  default: (await import('@/components/change/editor/submit-dialog')).SubmitDialog,
}))
const FileDialogs = lazy(async () => ({ default: (await import('./file-dialogs')).FileDialogs }))
const ResolveDeletion = lazy(async () => ({ default: (await import('./resolve-deletion')).ResolveDeletion }))
const ResolveView = lazy(async () => ({ default: (await import('./resolve-view')).ResolveView }))

const EDITOR_KEYS = [{ key: 'n', press: ADD_RULE_BUTTON }]

/** The editor: a form or the text, what will change and what it means beside it, problems and submission always in view. */
export function DraftEditor(props: DraftEditorProps) {
  const model = useDraftEditor(props)
  const { problems, current, show, fix } = useProblems(model)
  const { one, files, base, effect, edited, setDialog, submit } = model
  const isListening = useListening()
  const changed = files.filter(({ isChanged }) => isChanged).length
  // Tools are counted where one file is all that changed.
  const tools =
    changed === 1 && one?.isChanged === true && one.isPolicy && one.reading?.policy != null && base !== null
      ? edited.size
      : null
  // The text has the files in its own head.
  const isInText =
    one !== undefined && one.reading !== null && one.file.path !== null && viewOf(model, one) === 'text'
  return (
    // Specs wait for `aria-busy` to go: the page listens, and makes text of edits.
    <div className="editor" aria-busy={!isListening || model.isWaiting}>
      <PageKeys keys={EDITOR_KEYS} />
      {one === undefined ? (
        <>
          <PageHeader title="Draft" crumbs={[{ name: 'Changes', href: routes.changes() }]} />
          <section className="panel">
            <PanelEmpty
              title="No file yet"
              actions={<Button onClick={() => setDialog('add-file')}>Add a file</Button>}
            >
              A draft holds the policies that you change together.
            </PanelEmpty>
          </section>
        </>
      ) : (
        <>
          <DraftHead {...props} model={model} one={one} />
          {(!isInText || model.resolving !== null) && <Tabs model={model} />}
          <Resolving model={model} />
          {model.resolving === null && (
            <DraftBody {...props} model={model} one={one} tabs={<Tabs model={model} />} />
          )}
        </>
      )}
      <Dock
        problems={problems}
        current={current}
        onGo={show}
        onFix={fix}
        submit={{ ...submit, onSubmit: () => setDialog('submit') }}
      >
        <span className="row">
          <Glyph name="draft" label={null} />
          <b className="b">
            {countOf(changed, 'file')}
            {tools !== null && `, ${countOf(tools, 'tool')}`} changed
          </b>
        </span>
        {changed > 0 && effect !== null && (
          <span className="row hide-s">
            <EffectCounts effect={effect} />
          </span>
        )}
      </Dock>
      <Dialogs {...props} model={model} />
    </div>
  )
}

function Tabs({ model }: { model: EditorModel }) {
  const { state, files, one, go, dispatch, setDialog, shownPath } = model
  const key = one?.file.key ?? ''
  return (
    <FileTabs
      files={state.files}
      chosen={key}
      shownPath={shownPath}
      isChanged={(other) => files.find(({ file }) => file.key === other.key)?.isChanged === true}
      onChoose={(chosen) => {
        const file = state.files.find((held) => held.key === chosen)
        go({ file: file?.path ?? file?.basePath ?? null, tool: undefined })
      }}
      onAdd={() => setDialog('add-file')}
      onMove={() => setDialog('move-file')}
      onDelete={() => dispatch({ kind: 'move', file: key, path: null })}
      onReset={() => dispatch({ kind: 'reset', file: key })}
      onDrop={() => dispatch({ kind: 'drop-file', file: key })}
    />
  )
}

/** The branch has another content of a file than the draft started from: both, field by field. */
function Resolving({ model }: { model: EditorModel }) {
  const { resolving, setResolving, files, facts, dispatch, shownPath } = model
  const mine = files.find(({ file }) => file.key === resolving)
  const head = facts.files.find(({ basePath }) => basePath !== null && basePath === mine?.file.basePath)
  if (resolving === null || mine === undefined || head === undefined) return null
  const { headBlob, headText } = head
  const onto = { base: headText, baseBlob: headBlob, headBlob, headText: null, edits: [] }
  const mover = facts.movers.find(({ path }) => path === mine.file.basePath)
  if (mine.file.path === null)
    return (
      <Suspense fallback={<PanelLoading label="Comparing" />}>
        <ResolveDeletion
          path={shownPath(mine.file.basePath ?? '')}
          base={mine.file.base ?? ''}
          main={headText ?? ''}
          mover={mover}
          onDelete={() => {
            dispatch({ kind: 'rebase', file: resolving, onto: { ...onto, text: null } })
            setResolving(null)
          }}
          onKeep={() => {
            dispatch({ kind: 'drop-file', file: resolving })
            setResolving(null)
          }}
          onCancel={() => setResolving(null)}
        />
      </Suspense>
    )
  return (
    <Suspense fallback={<PanelLoading label="Comparing" />}>
      <ResolveView
        path={shownPath(mine.file.basePath ?? '')}
        base={mine.file.base ?? ''}
        main={head.headText ?? ''}
        mine={mine.text ?? ''}
        mover={mover}
        onDone={(text) => {
          dispatch({
            kind: 'rebase',
            file: resolving,
            onto: { ...onto, text: text === headText ? null : text },
          })
          setResolving(null)
        }}
        onCancel={() => setResolving(null)}
      />
    </Suspense>
  )
}

function Dialogs({ root, branch, model }: DraftEditorProps & { model: EditorModel }) {
  const { dialog, setDialog, one, state, dispatch, go } = model
  return (
    <Suspense fallback={null}>
      {dialog === 'submit' && <Submitting model={model} branch={branch} />}
      {(dialog === 'add-file' || dialog === 'move-file') && (
        <FileDialogs
          kind={dialog}
          file={one?.file ?? null}
          files={state.files}
          root={root}
          onAdd={(added) => {
            dispatch({ kind: 'add-file', added })
            go({ file: added.path, tool: undefined })
          }}
          onMove={(file, to) => {
            dispatch({ kind: 'move', file, path: to })
            go({ file: to })
          }}
          onClose={() => setDialog(null)}
        />
      )}
    </Suspense>
  )
}

/** The dialog of the submission: a draft without a title is called by what it does, until the person types one. */
function Submitting({ model, branch }: { model: EditorModel; branch: string }) {
  const { effect, tests, submission, facts, files, one, answers, state, dispatch, setDialog, shownPath } =
    model
  const [isTitled, setIsTitled] = useState(state.about.title !== '')
  const { description, wishes } = state.about
  const title = isTitled ? state.about.title : titleOf(files, answers, shownPath)
  return (
    <SubmitDialog
      open
      onOpenChange={(open) => setDialog(open ? 'submit' : null)}
      submission={submissionOf({ title, description, wishes }, facts)}
      summary={{
        branch,
        paths: files.flatMap(({ file, isChanged }) =>
          isChanged ? [shownPath(file.path ?? file.basePath ?? '')] : [],
        ),
        effect,
        tests: tests.isCurrent ? tests.outcome : undefined,
        testsOf: shownPath(one?.file.path ?? one?.file.basePath ?? ''),
        owners: facts.owners,
        required: facts.required,
        isOnlyAsked: facts.notRequired !== null,
      }}
      onChange={(change) => {
        if (change.title !== undefined) setIsTitled(true)
        dispatch({ kind: 'describe', about: aboutOf(change, wishes) })
      }}
      shortWay={facts.emergency}
      step={submission.step}
      refusal={submission.refusal}
      wayOut={submission.wayOut}
      onSubmit={(input) => void submission.submit(input)}
    />
  )
}

/** A repository that has prepared no short way has none to go, whatever was wished before. */
function submissionOf(
  { wishes, ...about }: DraftAbout,
  { emergency }: Pick<DraftView, 'emergency'>,
): Submission {
  const { reason, ...rest } = wishes
  return { ...about, ...rest, emergency: emergency === null || reason === null ? undefined : { reason } }
}

/** What the dialog changed, as the draft keeps it. */
function aboutOf(change: Partial<Submission>, wishes: DraftAbout['wishes']): Partial<DraftAbout> {
  const { title, description, asDraft = wishes.asDraft, labels = wishes.labels } = change
  const reason = 'emergency' in change ? (change.emergency?.reason ?? null) : wishes.reason
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    wishes: { asDraft, labels: [...labels], reason },
  }
}
