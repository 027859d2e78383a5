import { DraftOwners } from './draft-owners'
import { ResolveDeletion } from './resolve-deletion'
import { ResolveView } from './resolve-view'
import type { EditorModel } from './use-draft-editor'

/** The branch has another content of a file than the draft started from: both, field by field. */
export function Resolving({ model }: { model: EditorModel }) {
  const { resolving, setResolving, files, facts, dispatch, shownPath } = model
  const mine = files.find(({ file }) => file.key === resolving)
  const head = facts.files.find(({ basePath }) => basePath !== null && basePath === mine?.file.basePath)
  if (resolving === null || mine === undefined || head === undefined) return null
  const { headBlob, headText } = head
  const onto = { base: headText, baseBlob: headBlob, headBlob, headText: null, edits: [] }
  const mover = facts.movers.find(({ path }) => path === mine.file.basePath)
  if (mine.file.path === null)
    return (
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
    )
  return (
    <ResolveView
      path={shownPath(mine.file.basePath ?? '')}
      kind={mine.kind}
      base={mine.file.base ?? ''}
      main={head.headText ?? ''}
      mine={mine.text ?? ''}
      mover={mover}
      owners={<DraftOwners model={model} />}
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
  )
}
