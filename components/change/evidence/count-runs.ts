import type { ChangeEvidence } from '@/lib/changes/change-evidence'

/** Words for a change that nobody had to get, wherever it is said. */
export const NO_PROXY_AT_MERGE = 'No proxy that was registered at the merge uses these files.'

/** How many proxies should have got it by the merge, and how many of them are proved to have run all of it. Who came later had no older one. */
export function countRuns({ runs, mergedAt }: Pick<ChangeEvidence, 'runs' | 'mergedAt'>): {
  readonly proved: number
  readonly total: number
} {
  const isProved = new Map<string, boolean>()
  for (const { proxy, createdAt, running } of runs)
    if (mergedAt !== null && createdAt <= mergedAt)
      isProved.set(proxy, running !== null && isProved.get(proxy) !== false)
  return { proved: [...isProved.values()].filter(Boolean).length, total: isProved.size }
}
