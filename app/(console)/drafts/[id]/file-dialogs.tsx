'use client'

import { AddFileDialog, MoveFileDialog, type NewFile } from '@/components/change/editor/file-dialogs'
import type { EditedFile } from '@/components/change/editor/draft-state'
import type { Refused } from '@/components/ui/refusal'
import {
  fetchSeenCalls,
  fetchSource,
  fetchToldList,
  refusalOf,
  useSourcePaths,
  useToldLists,
} from './draft-queries'

interface FileDialogsProps {
  readonly kind: 'add-file' | 'move-file'
  readonly file: EditedFile | null
  readonly files: readonly EditedFile[]
  readonly root: string
  readonly onAdd: (file: EditedFile) => void
  readonly onMove: (key: string, path: string) => void
  readonly onClose: () => void
}

/** Adds a file to the draft, or moves one of it. */
export function FileDialogs({ kind, file, files, root, onAdd, onMove, onClose }: FileDialogsProps) {
  const { paths, isError } = useSourcePaths()
  const lists = useToldLists()
  const taken = new Set(
    [...files.flatMap(({ path, basePath }) => [path, basePath]), ...(paths ?? [])].filter(
      (path) => path !== null,
    ),
  )
  const held = new Set(
    files.flatMap(({ path, basePath }) => [path, basePath]).filter((path) => path !== null),
  )
  if (kind === 'move-file') {
    if (file === null || file.path === null) return null
    return (
      <MoveFileDialog
        path={file.path}
        isNew={file.basePath === null}
        root={root}
        taken={taken}
        onMove={(to) => onMove(file.key, to)}
        onClose={onClose}
      />
    )
  }
  return (
    <AddFileDialog
      paths={paths}
      lists={lists}
      isError={isError}
      taken={held}
      root={root}
      onExisting={(path) =>
        added(fetchSource(path), ({ blob, text }) => {
          const own = { basePath: path, baseBlob: blob, path, headBlob: blob, headText: null }
          onAdd({ ...own, base: text, edits: [], text: null, key: `git ${path}` })
        })
      }
      onNew={(path, start) =>
        added(startOf(start), (text) => {
          const own = { basePath: null, baseBlob: null, path, headBlob: null, headText: null }
          onAdd({ ...own, base: '', edits: [], text, key: `new ${path} ${performance.now()}` })
        })
      }
      onClose={onClose}
    />
  )
}

/** Null once what was asked for is in the draft. */
function added<Answer>(asked: Promise<Answer>, add: (answer: Answer) => void): Promise<Refused | null> {
  return asked.then((answer) => {
    add(answer)
    return null
  }, refusalOf)
}

async function startOf(file: NewFile): Promise<string> {
  if (file.start === 'offered') return startOffered(file.proxy)
  if (file.start === 'copy') return (await fetchSource(file.from)).text
  const { writeStarter } = await import('@/components/change/editor/draft-starter')
  if (file.start !== 'seen') return writeStarter(file.start)
  return writeStarter('seen', (await fetchSeenCalls(file.from)).tools)
}

/** The same as `lockstep scan` makes of the server itself. */
async function startOffered(proxy: string): Promise<string> {
  const [{ tools, leftOut, seenAt }, { starterPolicy }] = await Promise.all([
    fetchToldList(proxy),
    import('@/lib/policy/starter/starter-policy'),
  ])
  const rest = leftOut === 0 ? '' : `, ${leftOut} more are not known and denied`
  const offered = tools.map(({ name, hints }) => ({ name, annotations: hints }))
  return starterPolicy(offered, `the server behind ${proxy}, as seen ${seenAt.slice(0, 16)}Z${rest}`)
}
