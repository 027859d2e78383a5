'use client'

import { ADD_RULE_BUTTON } from '@/components/change/editor/add-rule-id'
import { EffectCounts } from '@/components/change/effect/effect-counts'
import { Dock } from '@/components/change/editor/dock'
import { FileTabs } from '@/components/change/editor/file-tabs'
import { PageKeys } from '@/components/shell/page-keys'
import { Button } from '@/components/ui/button'
import { fetchedLater } from '@/components/ui/fetched-later'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty, PanelLoading } from '@/components/ui/panel'
import { routes } from '@/lib/routes'
import { DraftBody } from './draft-body'
import { DraftHead, viewOf } from './draft-head'
import { useDraftEditor, type DraftEditorProps, type EditorModel } from './use-draft-editor'
import { useListening } from './use-listening'
import { useProblems } from './use-problems'

// Fetched when they are wanted: the first picture needs none of them.
const Submitting = fetchedLater('The submission', async () => (await import('./submitting')).Submitting)
const FileDialogs = fetchedLater(
  'The choice of a file',
  async () => (await import('./file-dialogs')).FileDialogs,
)
const Resolving = fetchedLater('The comparison', async () => (await import('./resolving')).Resolving)

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
    changed === 1 &&
    one?.isChanged === true &&
    one.kind === 'policy' &&
    one.reading?.policy != null &&
    base !== null
      ? edited.size || null
      : null
  // Settings and tests alone have no effect on calls, which the panel beside them says in full.
  const isCounted = changed > 0 && effect !== null && effect.verdict !== 'none'
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
          {model.resolving === null ? (
            <DraftBody {...props} model={model} one={one} tabs={<Tabs model={model} />} />
          ) : (
            <Resolving model={model} waiting={<PanelLoading label="Comparing" />} />
          )}
        </>
      )}
      {model.resolving === null && (
        <Dock
          problems={problems}
          current={current}
          onGo={show}
          onFix={fix}
          submit={{ ...submit, onSubmit: () => setDialog('submit') }}
        >
          <span className={isCounted ? 'row hide-s' : 'row'}>
            <Glyph name="draft" label={null} />
            <b className="b">
              {countOf(changed, 'file')}
              {tools !== null && `, ${countOf(tools, 'tool')}`} changed
            </b>
          </span>
          {isCounted && (
            <span className="row">
              <EffectCounts effect={effect} isWorded />
            </span>
          )}
        </Dock>
      )}
      <Dialogs {...props} model={model} />
    </div>
  )
}

function Tabs({ model }: { model: EditorModel }) {
  const { state, files, one, go, dispatch, setDialog, shownPath, tests } = model
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
      onDelete={() => dispatch({ kind: 'move', file: key, path: null, tests: tests.along(key, null) })}
      onReset={() =>
        dispatch({ kind: 'reset', file: key, tests: tests.along(key, one?.file.basePath ?? null) })
      }
      onDrop={() => dispatch({ kind: 'drop-file', file: key })}
    />
  )
}

function Dialogs({ root, branch, plan, model }: DraftEditorProps & { model: EditorModel }) {
  const { dialog, setDialog, one, state, dispatch, go, tests } = model
  const close = () => setDialog(null)
  return (
    <>
      {dialog === 'submit' && <Submitting model={model} branch={branch} plan={plan} onGiveUp={close} />}
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
            dispatch({ kind: 'move', file, path: to, tests: tests.along(file, to) })
            go({ file: to })
          }}
          onClose={close}
          onGiveUp={close}
        />
      )}
    </>
  )
}
