import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { readText } from '@/components/change/editor/draft-engine'
import { textOf } from '@/components/change/editor/draft-reader'
import { keyOf } from '@/components/change/editor/draft-state'
import type { FileReading } from '@/components/change/editor/file-reading'
import { findSubmittedChange } from '@/lib/changes/find-submitted-change'
import { getDraft, type DraftView } from '@/lib/changes/get-draft'
import type { Context } from '@/lib/context'
import { branchName } from '@/lib/git/branch-name'
import { fileKind, isPolicyPath } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { routes } from '@/lib/routes'
import { server, type Server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { readPlan, type RolloutPlan } from '../../changes/read-plan'
import { DraftEditor } from './draft-client'
import { readCall } from './read-call'
import type { DraftLook, DraftPlace } from './use-place'

export const metadata: Metadata = { title: 'Draft' }

interface DraftPageProps {
  params: Promise<{ id: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** Larger files are read by the browser alone: their reading would be most of the page. */
const READ_HERE = 128 * 1024

/** What exactly will change, in bytes and in meaning, and who must agree? */
export default async function DraftPage({ params, searchParams }: DraftPageProps) {
  const { id } = await params
  const submitted = await findSubmittedChange({ ctx: await requirePerson(), id })
  if (submitted !== null) redirect(routes.change(submitted))
  const ctx = await requirePerson('write')
  const opened = await server()
  const draft = await getDraft({ ctx, source: opened, id })
  if (draft === null) notFound()
  const { configuration } = await readConfiguration(opened.mirror.objects, draft.head)
  const search = await searchParams
  const start = placeOf(search)
  const call = start.call === null ? null : await readCall(ctx, opened, draft, start.call)
  return (
    <DraftEditor
      draft={draft}
      readings={readAll(draft, configuration.root)}
      start={start}
      isUrgent={search.emergency === '1'}
      root={configuration.root}
      branch={branchName(opened.repository.ref)}
      plan={
        draft.emergency === null && call === null
          ? Promise.resolve(null)
          : planOf(ctx, opened, draft, configuration.root)
      }
      call={call}
    />
  )
}

/** Where it would run, for who has to know before an emergency is sent or a call is answered otherwise. Streamed: the editor does not wait. */
async function planOf(
  ctx: Context,
  opened: Server,
  { files }: DraftView,
  root: string,
): Promise<RolloutPlan | null> {
  const paths = files.flatMap(({ basePath }) => basePath ?? []).filter((path) => isPolicyPath(path, root))
  return readPlan(ctx, opened, await trackedHistory(opened), paths)
}

function readAll({ files }: DraftView, root: string): Map<string, FileReading> {
  const readings = new Map<string, FileReading>()
  for (const file of files) {
    const key = keyOf(file)
    if ((file.text ?? file.base ?? '').length > READ_HERE) continue
    const { text, refusal } = textOf({ ...file, key })
    const reading = readText(text, file.path === null ? 'other' : fileKind(file.path, root))
    readings.set(key, { ...reading, refusal })
  }
  return readings
}

const LOOKS: readonly DraftLook[] = ['call', 'form', 'text', 'diff']

function placeOf(search: Record<string, string | string[] | undefined>): DraftPlace {
  const one = (name: string) => {
    const value = search[name]
    return typeof value === 'string' ? value : null
  }
  return {
    view: LOOKS.find((look) => look === one('view')) ?? 'form',
    file: one('file'),
    tool: one('tool') ?? undefined,
    call: one('d'),
    showsBase: one('lines') === 'base',
  }
}
