import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { HelpLink } from '@/components/ui/help-link'
import { Note } from '@/components/ui/note'
import type { DraftView } from '@/lib/changes/get-draft'
import { CONFIGURATION_PATH } from '@/lib/repository/policy-path'
import { routes } from '@/lib/routes'
import type { MovedFile } from './use-readings'
import { WhatHappened } from './what-happened'

export interface OthersNotesProps {
  readonly overlapping: DraftView['overlapping']
  /** Files that others changed on the branch since the draft began. */
  readonly moved: readonly MovedFile[]
  /** A path as a person reads it. */
  readonly nameOf: (path: string) => string
  /** What a file says now. */
  readonly textOf: (key: string) => string
  readonly onResolve: (key: string) => void
  /** The file goes on as a new one. */
  readonly onDetach: (key: string) => void
  readonly onDrop: (key: string) => void
  readonly onRename: (key: string) => void
}

/** What others did on the branch to the files of the draft, and what else is open on them. */
export function OthersNotes(props: OthersNotesProps) {
  const { overlapping, moved } = props
  return (
    <>
      {moved.map((one) => (
        <MovedNote key={one.key} one={one} {...props} />
      ))}
      {overlapping.map(({ number, title, draftedBy, paths }) => (
        <Note
          key={number}
          glyph="open"
          title={
            <Link href={routes.change(number)} prefetch={false}>
              #{number} {title}
            </Link>
          }
        >
          by @{draftedBy} is open on {paths.length === 1 ? 'the same file' : `${paths.length} of these files`}
          .
        </Note>
      ))}
    </>
  )
}

/** What others did to a file of the draft, and the ways on. */
function MovedNote({
  one: { key, path, by, kind, mover },
  nameOf,
  textOf,
  onResolve,
  onDetach,
  onDrop,
  onRename,
}: OthersNotesProps & { readonly one: MovedFile }) {
  const name = nameOf(path)
  const staysThere = path === CONFIGURATION_PATH
  const { title, text } = MOVED[kind === 'taken' && staysThere ? 'takenSettings' : kind]
  const isBelow = by !== null && by !== path
  return (
    <Note
      glyph="note"
      tone="drift"
      title={isBelow ? `The branch has ${nameOf(by)}, where ${name} needs a folder.` : title(name)}
      action={
        kind === 'changed' ? (
          <Button onClick={() => onResolve(key)}>Compare and go on from there</Button>
        ) : (
          <span className="row">
            {kind === 'gone' ? (
              <Button onClick={() => onDetach(key)}>Keep it as a new file</Button>
            ) : staysThere ? (
              <CopyButton text={() => textOf(key)} label="your text" words="Copy your text" className="btn" />
            ) : (
              <Button onClick={() => onRename(key)}>Choose another name</Button>
            )}
            <Button variant="ghost" onClick={() => onDrop(key)}>
              Take it out of the draft
            </Button>
          </span>
        )
      }
    >
      {mover !== undefined && (
        <>
          <WhatHappened mover={mover} />.{' '}
        </>
      )}
      {text} <HelpLink topic="draft-overtaken" inNewTab />
    </Note>
  )
}

const MOVED = {
  changed: {
    title: (name: string) => `Somebody changed ${name} on the branch since you started.`,
    text: 'Your draft is kept. Nothing is overwritten: you see both.',
  },
  gone: {
    title: (name: string) => `Somebody removed ${name} from the branch.`,
    text: 'Your draft is kept.',
  },
  taken: {
    title: (name: string) => `The branch has ${name} by now.`,
    text: 'A draft writes over no file.',
  },
  takenSettings: {
    title: (name: string) => `The branch has ${name} by now.`,
    text: 'A draft writes over no file, and settings stand nowhere else. Copy your text, take the file out of the draft, and change the branch’s from Settings → Environments.',
  },
} as const
