import { personRoute } from '@/lib/http/route'
import type { CommitsAnswer } from '@/lib/repository/commit-choice'
import { findCommits, findCommitsInput } from '@/lib/repository/find-commits'
import { trackedHistory } from '@/lib/server'

/** Commits of the tracked branch that a comparison can end at, by a few typed words. */
export const GET = personRoute({ role: 'read', query: findCommitsInput }, async ({ ctx, server, query }) => {
  const source = { ctx, mirror: server.mirror, history: await trackedHistory(server) }
  return (await findCommits(source, query)) satisfies CommitsAnswer
})
