import type { MomentsAnswer } from '@/lib/repository/moment-choice'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { listLanded } from '@/lib/fleet/list-landed'
import { personRoute } from '@/lib/http/route'
import { trackedHistory } from '@/lib/server'

/** As many as the picker shows without scrolling. */
const MOST = 8

/** The newest commits that a page can be looked at as of. */
export const GET = personRoute({ role: 'read' }, async ({ ctx, server }) => {
  const input = { history: await trackedHistory(server), most: MOST }
  const landed = await listLanded({ ctx, parts: fleetParts(server), input })
  const commits = landed.map(({ commit, subject, landedAt }) => {
    return { commit, subject, landedAt: landedAt?.toISOString() ?? null }
  })
  return { commits } satisfies MomentsAnswer
})
