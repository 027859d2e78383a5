import { keyOf } from '@/components/change/editor/draft-state'
import type { DraftView } from '@/lib/changes/get-draft'
import type { Context } from '@/lib/context'
import { type DecisionDetail, getDecision } from '@/lib/decisions/get-decision'
import { type ProposedAnswers, proposeAnswers } from '@/lib/decisions/propose-answers'
import { type Server, trackedHistory } from '@/lib/server'

/** The call that a draft began with. */
export interface DraftCall extends ProposedAnswers {
  readonly decision: DecisionDetail
  /** Key of the file of the draft that is the call's policy. */
  readonly file: string
}

/** Null for a call that the log does not have, and for a draft without its policy as git has it. */
export async function readCall(
  ctx: Context,
  opened: Server,
  { files }: DraftView,
  id: string,
): Promise<DraftCall | null> {
  const parts = { mirror: opened.mirror, history: await trackedHistory(opened) }
  const decision = await getDecision({ ctx, parts, id })
  if (decision === null) return null
  const fileOf = (path: string | null) => files.find(({ basePath }) => basePath !== null && basePath === path)
  const file = fileOf(decision.followsPath) ?? fileOf(decision.ranPath) ?? fileOf(decision.policyPath)
  if (file?.basePath == null || file.base === null) return null
  const proposed = await proposeAnswers({ ctx, decision, path: file.basePath, text: file.base })
  return proposed === null ? null : { ...proposed, decision, file: keyOf(file) }
}
