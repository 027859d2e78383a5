import { useQuery } from '@tanstack/react-query'
import type { DraftView } from '@/lib/changes/get-draft'
import type { DraftSource } from '@/lib/changes/list-sources'
import type { SeenTool } from '@/lib/decisions/seen-calls'
import { apiRoutes } from '@/lib/routes'

/** Our own routes answer with the verb's result; throws when there is none. */
async function ask<Answer>(address: string, signal?: AbortSignal): Promise<Answer> {
  const answer = await fetch(address, signal === undefined ? {} : { signal })
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`)
  return (await answer.json()) as Answer
}

/** What the server knows about the draft beyond what is typed: owners, changes of others, the head. `saved` counts what was saved. */
export function useDraftFacts(draft: DraftView, saved: number): DraftView {
  const { data } = useQuery({
    queryKey: ['mirror', 'draft', draft.id, saved],
    queryFn: ({ signal }) => ask<DraftView>(apiRoutes.draft(draft.id), signal),
    initialData: saved === draft.revision ? draft : undefined,
    placeholderData: (before: DraftView | undefined) => before ?? draft,
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

/** Paths that can be added to a draft, once they are wanted. */
export function useSourcePaths(): { readonly paths: readonly string[] | null; readonly isError: boolean } {
  const { data, isError } = useQuery({
    queryKey: ['mirror', 'sources'],
    queryFn: ({ signal }) => ask<{ paths: string[] }>(apiRoutes.draftSources(), signal),
  })
  return { paths: data?.paths ?? null, isError }
}

export function fetchSource(path: string): Promise<DraftSource> {
  return ask(apiRoutes.draftSources({ path }))
}

export function fetchSeenCalls(policy: string): Promise<{ tools: SeenTool[] }> {
  return ask(apiRoutes.seenCalls(policy))
}
