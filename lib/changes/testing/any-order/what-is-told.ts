import { REPOSITORY } from '@/forge/testing/acme'
import { getChange } from '../../get-change'
import { getDraft } from '../../get-draft'
import { systemContext } from '@/lib/server'
import { EMERGENCY_LABEL } from '../../emergency/follow-up'
import type { Approval } from '../../review-state'
import type { RandomChanges } from './random-changes'
import { lastVerdicts, sayVerdicts } from './verdicts'

/** Every pull request as the app shows it. */
export async function shownPulls({ app, others }: RandomChanges): Promise<object[]> {
  const { server: source } = app
  const ctx = systemContext(source, 'reader')
  const rows = await app.stage.database.prisma.changeRequest.findMany({ orderBy: { number: 'asc' } })
  const shown: object[] = []
  for (const { number } of rows) {
    const change = await getChange({ ctx, source, root: 'policies', number })
    if (change === null) throw new Error(`#${number} is not shown`)
    const { title, state, draft, labels, headSha, mergeSha, mergedBy, review, files, approval } = change
    const { followUp } = review
    shown.push({
      number,
      title,
      state,
      draft,
      labels: labels.toSorted(),
      headSha,
      mergeSha,
      mergedBy,
      mergeable: review.mergeable,
      verdicts: sayVerdicts(review.reviews),
      files: files.map(({ path }) => path).sort(),
      kept: review.paths?.toSorted() ?? null,
      asked: state === 'open' ? [...review.requestedPeople].sort() : [],
      checks: state === 'open' ? review.checks.map(({ name, state: is }) => `${name} ${is}`) : [],
      approvedAtMerge: approval && saidOf(approval.approvals, others.approvedAtMerge.get(number) ?? []),
      // Of one that was closed nothing is owed, nor is it shown.
      followUp:
        state === 'closed'
          ? null
          : followUp && { ...followUp, url: undefined, points: followUp.points?.ticked },
    })
  }
  return shown
}

/** Who is said to have approved. Of whom nobody can know it, and it is said so, either is true. */
function saidOf(approvals: Approval['approvals'], real: readonly string[]): string[] {
  const said = approvals.filter(({ login, sameSecond }) => !sameSecond || real.includes(login))
  return said.map(({ login }) => login).sort()
}

/** Every pull request as the forge says, in the same shape; of what was true at its merge, as it was seen there. */
export async function truePulls({ app, others, followUps }: RandomChanges): Promise<object[]> {
  const { rest } = app.stage.forge.as('dora')
  const issues = await followUps.issues()
  const pulls: object[] = []
  for (const { number } of (await others.pulls('all')).sort((a, b) => a.number - b.number)) {
    const of = { ...REPOSITORY, pull_number: number }
    const { data: pull } = await rest.pulls.get(of)
    const { data: reviews } = await rest.pulls.listReviews(of)
    const files = (await rest.pulls.listFiles(of)).data.map(({ filename }) => filename).sort()
    const { data: checks } = await rest.repos.getCombinedStatusForRef({ ...REPOSITORY, ref: pull.head.sha })
    const isOpen = pull.state === 'open'
    const labels = pull.labels.map(({ name }) => name).sort()
    const isClosed = pull.state === 'closed' && !pull.merged
    const owed = labels.includes(EMERGENCY_LABEL) ? issues.find((issue) => issue.pull === number) : undefined
    pulls.push({
      number,
      title: pull.title,
      state: pull.merged ? 'merged' : pull.state,
      draft: pull.draft ?? false,
      labels,
      headSha: pull.head.sha,
      mergeSha: pull.merged ? pull.merge_commit_sha : null,
      mergedBy: pull.merged_by?.login ?? null,
      mergeable: pull.mergeable,
      verdicts: sayVerdicts(lastVerdicts(reviews)),
      files,
      kept: files,
      asked: isOpen ? (pull.requested_reviewers ?? []).map(({ login }) => login).sort() : [],
      checks: isOpen ? checks.statuses.map(({ context, state }) => `${context} ${state}`) : [],
      approvedAtMerge: pull.merged ? (others.approvedAtMerge.get(number) ?? []) : null,
      followUp:
        isClosed || owed === undefined
          ? null
          : { ...owed, pull: undefined, ticked: undefined, points: owed.ticked },
    })
  }
  return pulls
}

/** What became of each draft: its texts while it is open, how many pull requests it made, and how many follow-ups they have. */
export async function draftsOf({
  app,
  others,
  here,
  followUps,
}: RandomChanges): Promise<{ readonly is: object[]; readonly wanted: object[] }> {
  const pulls = await others.pulls('all')
  const issues = await followUps.issues()
  const is: object[] = []
  const wanted: object[] = []
  for (const { id, login, title, texts, state, isEmergency, ended } of here.drafts) {
    const numbers = pulls.filter((pull) => pull.title === title).map(({ number }) => number)
    const opened = numbers.length
    const owed = issues.filter(({ pull }) => numbers.includes(pull)).length
    const view = await getDraft({ ctx: await app.as(login), source: app.server, id })
    const isOpen = state === 'open'
    is.push({ title, opened, owed, texts: isOpen ? (view?.files.map((file) => file.text) ?? null) : null })
    // One that was cut off may have reached the forge, and is there once all the same; again only after one that had ended.
    const least = state === 'submitted' ? 1 : 0
    wanted.push({
      title,
      opened: Math.max(least, Math.min(opened, 1 + ended.size)),
      owed: isEmergency ? 1 : Math.min(owed, 1),
      texts: isOpen ? texts : null,
    })
  }
  return { is, wanted }
}

/** Commits of others that are not on their branch any more. */
export async function lostCommits({ app: { stage }, others }: RandomChanges): Promise<object[]> {
  const { mirror } = stage.source
  await mirror.fetch()
  const lost: object[] = []
  for (const one of others.foreign) {
    const tip = await mirror.objects.resolve(`refs/heads/${one.branch}`)
    if (tip !== null && !(await mirror.isAncestor(one.sha, tip))) lost.push(one)
  }
  return lost
}

/** Where every branch stands by the record of its moves, and by git. Each move begins where the one before it ended. */
export async function branchesOf({
  app: { stage },
}: RandomChanges): Promise<{ readonly recorded: object; readonly real: object }> {
  const moves = await stage.database.prisma.refUpdate.findMany({ orderBy: { id: 'asc' } })
  const recorded = new Map<string, string>()
  for (const { ref, old, new: to } of moves) {
    if ((recorded.get(ref) ?? null) !== old) throw new Error(`the record of ${ref} has a hole`)
    if (to === null) recorded.delete(ref)
    else recorded.set(ref, to)
  }
  await stage.source.mirror.fetch()
  const refs = await stage.source.mirror.refs()
  const real = [...refs].filter(([ref]) => ref.startsWith('refs/heads/'))
  return { recorded: Object.fromEntries(recorded), real: Object.fromEntries(real) }
}
