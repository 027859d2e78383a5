import type { ChangeDetail } from '@/lib/changes/get-change'
import type { Agreement } from '@/lib/changes/judge-agreement'

export type ExplainedChange = Pick<ChangeDetail, 'state' | 'draft' | 'draftedBy' | 'headSha' | 'approval'>

/** What the rows of the owners mean together: alternatives, which push was approved, the drafter, and who says all of it. */
export function explainOwners(agreement: Agreement, change: ExplainedChange): string {
  const { files, required } = agreement
  return [
    ...(files.some(({ owners }) => owners.length > 1) ? ['Owners on one line are alternatives.'] : []),
    ...(required !== null && required.length > 0
      ? ['A team that a ruleset requires must agree as well as the owners.']
      : []),
    ...(agreement.notRequired === null ? [] : [agreement.notRequired]),
    ...sayPush(agreement, change),
    ...sayDrafter(agreement, change),
    saySource(agreement, change),
  ].join(' ')
}

function sayPush({ files, required }: Agreement, { headSha }: ExplainedChange): string[] {
  const approvals = [...files.flatMap((file) => file.approvals), ...(required ?? []).flatMap(({ by }) => by)]
  if (approvals.length === 0) return []
  const short = headSha.slice(0, 7)
  if (approvals.every(({ isOlder }) => !isOlder)) return [`Approvals are for ${short}, the last push.`]
  return [`Not every approval is for ${short}, the last push.`]
}

function sayDrafter({ files }: Agreement, { state, draftedBy, approval }: ExplainedChange): string[] {
  if (state === 'open')
    return files.some(({ drafterExcluded }) => drafterExcluded)
      ? [`@${draftedBy} opened it, so GitHub takes no approval from them.`]
      : []
  if (approval === null || approval.approvals.length === 0) return []
  return approval.approvals.some(({ login }) => login.toLowerCase() === draftedBy.toLowerCase())
    ? [`@${draftedBy}, who drafted it, is among those who approved.`]
    : ['The drafter did not approve.']
}

function saySource(
  { files, needed, agreed }: Agreement,
  { state, draft, approval }: ExplainedChange,
): string {
  if (files.length === 0) return 'There is no CODEOWNERS file at the base: nobody has to agree by it.'
  const lines = 'Lines are those of CODEOWNERS at the base'
  if (state === 'merged')
    return approval === null
      ? `${lines}; who approved is not read from GitHub yet.`
      : `${lines}; who approved was recorded at the merge.`
  if (state === 'closed' || agreed === needed) return `${lines}.`
  const unasked = files.some(({ state: one }) => one === 'not-asked')
  if (draft || unasked) return `${lines}: a prediction. GitHub decides.`
  return `${lines}; GitHub asks the same people.`
}
