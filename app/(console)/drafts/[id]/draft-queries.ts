import { useCallback } from 'react'
import { useQueries, useQuery } from '@tanstack/react-query'
import type { Refused } from '@/components/ui/refusal'
import type { DraftView } from '@/lib/changes/get-draft'
import type { DraftSource } from '@/lib/changes/list-sources'
import type { SeenTool } from '@/lib/decisions/seen-calls'
import type { KnownTools } from '@/lib/fleet/tools/known-tools'
import { toolsForLint, type ToolsForLint } from '@/lib/fleet/tools/tools-for-lint'
import type { ReadList } from '@/lib/fleet/tools/read-told-list'
import type { ToldList } from '@/lib/fleet/tools/list-told-lists'
import type { TeamPeople } from '@/lib/people/count-team-people'
import { helpAddress } from '@/lib/help-topics'
import { apiRoutes } from '@/lib/routes'
import { refusedBy } from '../../ask-server'

/** The server refused, in its own words. */
class NotAnswered extends Error {
  override readonly name = 'NotAnswered'
  constructor(readonly refused: Refused) {
    super(refused.detail)
  }
}

/** Why what was asked for did not come. */
export function refusalOf(error: unknown): Refused {
  if (error instanceof NotAnswered) return error.refused
  return {
    detail: 'Lockstep does not answer. Try again in a moment.',
    help: helpAddress('lockstep-silent'),
  }
}

/** Our own routes answer with the verb's result; throws when there is none. */
async function ask<Answer>(address: string, signal?: AbortSignal): Promise<Answer> {
  const answer = await fetch(address, signal === undefined ? {} : { signal })
  if (!answer.ok) throw new NotAnswered(refusedBy(await answer.json().catch(() => null)))
  return (await answer.json()) as Answer
}

/** What the server knows about a draft. `teams`: how many people speak for its owners; not there while the page waits for nobody. */
export type DraftFacts = DraftView & { readonly teams?: readonly TeamPeople[] }

/** What the server knows about the draft beyond what is typed: owners, changes of others, the head. `saved` counts what was saved. */
export function useDraftFacts(draft: DraftView, saved: number): DraftFacts {
  const { data } = useQuery({
    queryKey: [['mirror', 'changes'], 'draft', draft.id, saved],
    queryFn: ({ signal }) => ask<DraftFacts>(apiRoutes.draft(draft.id), signal),
    initialData: saved === draft.revision ? draft : undefined,
    // The page does not wait for what only GitHub knows: it is asked for once the page is there.
    initialDataUpdatedAt: 0,
    placeholderData: (before: DraftFacts | undefined) => before ?? draft,
  })
  return data ?? draft
}

/** What agents called lately under a policy; empty while it is not known. */
export function useSeenCalls(policy: string | null): readonly SeenTool[] {
  const { data } = useQuery({
    queryKey: ['seen', policy],
    queryFn: ({ signal }) => ask<{ tools: SeenTool[] }>(apiRoutes.seenCalls(policy ?? ''), signal),
    enabled: policy !== null,
    staleTime: 300_000,
  })
  return data?.tools ?? []
}

const NOTHING_OFFERED: OfferedTools = { tools: [], lint: {} }

/** What the servers behind a policy's proxies offer, for pickers and for lint. */
export interface OfferedTools {
  readonly tools: KnownTools['tools']
  readonly lint: ToolsForLint
}

/** The same for each policy of the draft; of those that are not known yet nothing is offered. Stable while nothing changed. */
export function useOfferedTools(policies: readonly string[]): (policy: string | null) => OfferedTools {
  const offered = useQueries({
    queries: policies.map((policy) => ({
      queryKey: ['fleet', 'tools', policy],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        ask<{ known: KnownTools | null }>(apiRoutes.knownTools(policy), signal),
      select: toOffered,
      staleTime: 300_000,
    })),
    combine: dataOf,
  })
  return useCallback(
    (policy) => offered[policies.indexOf(policy ?? '')] ?? NOTHING_OFFERED,
    [offered, policies],
  )
}

function dataOf(answers: readonly { readonly data: OfferedTools | undefined }[]): OfferedTools[] {
  return answers.map(({ data }) => data ?? NOTHING_OFFERED)
}

function toOffered({ known }: { known: KnownTools | null }): OfferedTools {
  return known === null ? NOTHING_OFFERED : { tools: known.tools, lint: toolsForLint(known) }
}

/** Paths that can be added to a draft, once they are wanted. */
export function useSourcePaths(): { readonly paths: readonly string[] | null; readonly isError: boolean } {
  const { data, isError } = useQuery({
    queryKey: ['mirror', 'sources'],
    queryFn: ({ signal }) => ask<{ paths: string[] }>(apiRoutes.draftSources(), signal),
  })
  return { paths: data?.paths ?? null, isError }
}

/** Proxies that told what their server offers, once they are wanted; null while they load. */
export function useToldLists(): readonly ToldProxy[] | null {
  const { data } = useQuery({
    queryKey: ['fleet', 'tool-lists'],
    queryFn: ({ signal }) => ask<{ lists: Told<ToldList>[] }>(apiRoutes.toldLists(), signal),
    select: ({ lists }) => lists,
  })
  return data ?? null
}

/** As JSON brings it. */
type Told<List> = Omit<List, 'seenAt'> & { readonly seenAt: string }
export type ToldProxy = Told<ToldList>

export function fetchToldList(proxy: string): Promise<Told<ReadList>> {
  return ask(apiRoutes.toldLists({ proxy }))
}

export function fetchSource(path: string): Promise<DraftSource> {
  return ask(apiRoutes.draftSources({ path }))
}

export function fetchSeenCalls(policy: string): Promise<{ tools: SeenTool[] }> {
  return ask(apiRoutes.seenCalls(policy))
}
