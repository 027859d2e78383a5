'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Refusal, type Refused } from '@/components/ui/refusal'
import { countOf } from '@/components/ui/format-number'
import { Choice, TextField } from './field'

const STARTS = [
  { value: 'deny', label: 'deny what is not listed' },
  { value: 'allow', label: 'allow what is not listed, with one limit for every tool' },
  { value: 'copy', label: 'a copy of another policy' },
  { value: 'seen', label: 'the tools that agents called under another policy' },
  { value: 'offered', label: 'the tools that a server offers, by what it says they do' },
] as const

/** What a new file begins with; `from` is a full repository path. */
export type NewFile =
  | { readonly start: 'deny' | 'allow' }
  | { readonly start: 'copy' | 'seen'; readonly from: string }
  | { readonly start: 'offered'; readonly proxy: string }

/** A proxy that told what its server offers. */
interface ToldList {
  readonly proxy: string
  readonly tools: number
  /** ISO 8601. */
  readonly seenAt: string
}

interface AddFileProps {
  /** Full repository paths that exist; null while they load. */
  readonly paths: readonly string[] | null
  /** Proxies that told what their server offers; null while they load. */
  readonly lists: readonly ToldList[] | null
  readonly isError: boolean
  /** Paths that the draft has already. */
  readonly taken: ReadonlySet<string>
  /** Folder of the policies. */
  readonly root: string
  readonly onExisting: (path: string) => Promise<Refused | null>
  readonly onNew: (path: string, file: NewFile) => Promise<Refused | null>
  readonly onClose: () => void
}

/** Adds a file to the draft: one that git has, or a new one. Both functions give back why they could not. */
export function AddFileDialog({
  paths,
  lists,
  isError,
  taken,
  root,
  onExisting,
  onNew,
  onClose,
}: AddFileProps) {
  const [failed, setFailed] = useState<Refused | null>(null)
  const [busy, setBusy] = useState(false)
  const run = async (act: Promise<Refused | null>) => {
    setBusy(true)
    const reason = await act
    setBusy(false)
    if (reason === null) onClose()
    else setFailed(reason)
  }
  const free = (paths ?? []).filter((path) => !taken.has(path))
  return (
    <Dialog
      open
      title="Add a file"
      description="All files of a draft go into one commit."
      // What is being fetched is added to the draft when it comes.
      onOpenChange={(open) => !open && !busy && onClose()}
    >
      <ExistingFile free={free} root={root} busy={busy} onAdd={(path) => void run(onExisting(path))} />
      {isError && <p className="s deny">The list of policies does not load. Close this and try again.</p>}
      <NewFileForm
        paths={(paths ?? []).filter((path) => path.startsWith(`${root}/`))}
        lists={lists ?? []}
        taken={taken}
        root={root}
        busy={busy}
        onAdd={(path, file) => void run(onNew(path, file))}
      />
      {failed !== null && <Refusal refused={failed} />}
    </Dialog>
  )
}

function below(path: string, root: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path
}

interface ExistingProps {
  readonly free: readonly string[]
  readonly root: string
  readonly busy: boolean
  readonly onAdd: (path: string) => void
}

function ExistingFile({ free, root, busy, onAdd }: ExistingProps) {
  const [path, setPath] = useState('')
  const known = free.find((one) => below(one, root) === path.trim())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (known !== undefined) onAdd(known)
  }
  return (
    <form className="row" style={{ alignItems: 'flex-end' }} onSubmit={submit}>
      <div className="grow">
        <TextField
          label="A file that git has"
          mono
          value={path}
          placeholder="payments/stripe.yaml"
          suggestions={free.map((one) => ({ value: below(one, root) }))}
          onChange={setPath}
        />
      </div>
      <Button type="submit" disabled={known === undefined || busy}>
        Add this file
      </Button>
    </form>
  )
}

interface NewFileProps {
  readonly paths: readonly string[]
  readonly lists: readonly ToldList[]
  readonly taken: ReadonlySet<string>
  readonly root: string
  readonly busy: boolean
  readonly onAdd: (path: string, file: NewFile) => void
}

function NewFileForm({ paths, lists, taken, root, busy, onAdd }: NewFileProps) {
  const [path, setPath] = useState('')
  const [start, setStart] = useState<(typeof STARTS)[number]['value']>('deny')
  const [from, setFrom] = useState('')
  const full = `${root}/${path.trim()}`
  const reason = whyNot(path.trim(), paths.includes(full) || taken.has(full))
  const source = sourceOf(start, from.trim(), { paths, lists, root })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason === null && typeof source === 'object') onAdd(full, source)
  }
  return (
    <form className="stack" style={{ marginTop: 16 }} onSubmit={submit}>
      <div>
        <TextField
          label="A new file"
          mono
          value={path}
          placeholder="support/zendesk.yaml"
          error={path.trim() === '' ? null : reason}
          help="repository"
          onChange={setPath}
        />
      </div>
      <div>
        <Choice
          label="Begins with"
          value={start}
          options={STARTS}
          onChange={(next) => {
            setStart(next)
            setFrom('')
          }}
        />
      </div>
      {(start === 'copy' || start === 'seen') && (
        <div>
          <TextField
            label="Which policy"
            mono
            value={from}
            suggestions={paths.map((one) => ({ value: below(one, root) }))}
            onChange={setFrom}
          />
        </div>
      )}
      {start === 'offered' && <WhichProxy lists={lists} value={from} onChange={setFrom} />}
      <div>
        <Button type="submit" disabled={reason !== null || typeof source === 'string' || busy}>
          {typeof source === 'string' ? source : 'Add a new file'}
        </Button>
      </div>
    </form>
  )
}

/** What the form says a file begins with, or what is still to be chosen. */
function sourceOf(
  start: (typeof STARTS)[number]['value'],
  from: string,
  { paths, lists, root }: Pick<NewFileProps, 'paths' | 'lists' | 'root'>,
): NewFile | string {
  if (start === 'deny' || start === 'allow') return { start }
  if (start === 'offered') {
    const told = lists.some(({ proxy }) => proxy === from)
    return told ? { start, proxy: from } : 'Choose a proxy to begin with'
  }
  const source = paths.find((one) => below(one, root) === from)
  return source === undefined ? 'Choose a policy to begin with' : { start, from: source }
}

interface WhichProxyProps {
  readonly lists: readonly ToldList[]
  readonly value: string
  readonly onChange: (proxy: string) => void
}

function WhichProxy({ lists, value, onChange }: WhichProxyProps) {
  const chosen = lists.find(({ proxy }) => proxy === value.trim())
  return (
    <div>
      <TextField
        label="Which server: the proxy in front of it"
        mono
        value={value}
        suggestions={lists.map(({ proxy, tools }) => ({ value: proxy, note: countOf(tools, 'tool') }))}
        onChange={onChange}
      />
      <p className="s mid">
        {chosen !== undefined &&
          `${countOf(chosen.tools, 'tool')}, seen ${chosen.seenAt.slice(0, 16).replace('T', ' ')} UTC. `}
        {lists.length === 0
          ? 'No proxy told what its server offers yet. Lockstep’s own proxy does when an agent asks for the tools.'
          : 'What only reads is allowed, what changes things gets a limit, what may destroy or does not say is denied.'}
      </p>
    </div>
  )
}

/** Why a path below the root cannot be a policy; null when it can. */
export function whyNot(path: string, exists: boolean): string | null {
  if (path === '') return 'Give it a path'
  if (!/\.ya?ml$/.test(path)) return 'A policy ends in .yaml or .yml'
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..' || /^\.git$/i.test(part)))
    return 'Write a path inside the folder of the policies'
  return exists ? 'There is a file of this name' : null
}

interface MoveFileProps {
  /** Full path now. */
  readonly path: string
  /** Git does not have it yet. */
  readonly isNew: boolean
  readonly root: string
  readonly taken: ReadonlySet<string>
  readonly onMove: (path: string) => void
  readonly onClose: () => void
}

/** Another path for a file. The owners of both places must agree. */
export function MoveFileDialog({ path, isNew, root, taken, onMove, onClose }: MoveFileProps) {
  const [to, setTo] = useState(below(path, root))
  const full = `${root}/${to.trim()}`
  const reason = whyNot(to.trim(), full !== path && taken.has(full))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason !== null || full === path) return
    onMove(full)
    onClose()
  }
  return (
    <Dialog
      open
      title="Rename or move"
      description={
        isNew
          ? 'Git does not have it yet: nobody is asked for the old place, and no proxy reads it there.'
          : 'Owners of the old and of the new place are asked. Proxies that read the old path keep what they have until they are told the new one.'
      }
      onOpenChange={(open) => !open && onClose()}
    >
      <form className="row" style={{ alignItems: 'flex-end' }} onSubmit={submit}>
        <div className="grow">
          <TextField label="Path" mono value={to} error={reason} help="repository" onChange={setTo} />
        </div>
        <Button type="submit" variant="primary" disabled={reason !== null || full === path}>
          Move
        </Button>
      </form>
    </Dialog>
  )
}
