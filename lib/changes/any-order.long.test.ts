import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { REPOSITORY } from '@/forge/testing/acme'
import { getDraft } from './get-draft'
import { readReview } from './review-state'
import { RandomChanges, type Step } from './testing/random-changes'

const step: fc.Arbitrary<Step> = fc.record({
  operation: fc.nat(1000),
  which: fc.nat(1000),
  how: fc.nat(999),
})

it(
  'whatever happens in which order, the app comes to show what the forge and git say, loses no draft and no commit of others, and opens no pull request twice',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 40, maxLength: 60 }), async (steps) => {
        const changes = await RandomChanges.open()
        try {
          // Something to act upon.
          for (const how of [0, 1]) await changes.operations['draft']?.(0, how)
          for (const one of steps) await changes.step(one)
          await becomeQuiet(changes)
          expect(await keptPulls(changes)).toEqual(await forgePulls(changes))
          const drafts = await draftsOf(changes)
          expect(drafts.is).toEqual(drafts.wanted)
          expect(await lostCommits(changes)).toEqual([])
        } finally {
          await changes.stage.close()
        }
      }),
      {
        // A run takes long, and the seed repeats it.
        endOnFailure: true,
        numRuns: Number(process.env.LOCKSTEP_RUNS ?? 3),
        seed: Number(process.env.LOCKSTEP_SEED ?? Date.now() % 2 ** 31),
      },
    )
  },
  15 * 60_000,
)

/** Polls as the background does. The last hooks may be lost: polling alone has to find what moved. */
async function becomeQuiet(changes: RandomChanges): Promise<void> {
  // The forge computes late what can be merged: the first question begins it.
  for (const minutes of [0, 6, 12]) {
    const now = new Date(Date.now() + minutes * 60_000)
    for (let round = 0; round < 40 && (await changes.refresh([], { now })).length > 0; round += 1);
  }
}

/** Commits of others that are not on their branch any more. */
async function lostCommits({ stage, foreign }: RandomChanges): Promise<object[]> {
  const { mirror } = stage.source
  const lost: object[] = []
  for (const one of foreign) {
    const tip = await mirror.objects.resolve(`refs/heads/${one.branch}`)
    if (tip !== null && !(await mirror.isAncestor(one.sha, tip))) lost.push(one)
  }
  return lost
}

/** Every pull request as the app keeps it. */
async function keptPulls({ stage }: RandomChanges): Promise<object[]> {
  const rows = await stage.database.prisma.changeRequest.findMany({ orderBy: { number: 'asc' } })
  return rows.map(({ number, title, review, ...row }) => {
    const { mergeable, reviews, paths } = readReview(review)
    const files = paths?.toSorted() ?? null
    return Object.assign(shown(row), { number, title, mergeable, verdicts: verdicts(reviews), files })
  })
}

/** Every pull request as the forge says, in the same shape. */
async function forgePulls(changes: RandomChanges): Promise<object[]> {
  const { rest } = changes.stage.forge.as('dora')
  const pulls: object[] = []
  for (const { number } of (await changes.pulls('all')).sort((a, b) => a.number - b.number)) {
    const of = { ...REPOSITORY, pull_number: number }
    const { data: pull } = await rest.pulls.get(of)
    const { data: reviews } = await rest.pulls.listReviews(of)
    const { data: files } = await rest.pulls.listFiles(of)
    pulls.push({
      number,
      title: pull.title,
      ...told(pull),
      mergeable: pull.mergeable,
      verdicts: verdicts(lastVerdicts(reviews)),
      files: files.map(({ filename }) => filename).sort(),
    })
  }
  return pulls
}

/** What became of each draft: its text while it is open, and how many pull requests it made. */
async function draftsOf(
  changes: RandomChanges,
): Promise<{ readonly is: object[]; readonly wanted: object[] }> {
  const { stage } = changes
  const pulls = await changes.pulls('all')
  const is: object[] = []
  const wanted: object[] = []
  for (const { id, login, title, text, restored, state } of changes.drafts) {
    const opened = pulls.filter((pull) => pull.title === title).length
    const view = await getDraft({ ctx: await stage.as(login), source: stage.source, id })
    const isOpen = state === 'open'
    is.push({ title, opened, texts: isOpen ? (view?.files.map((file) => file.text) ?? null) : null })
    // One that was cut off may have reached the forge, and is there once all the same.
    const once = state === 'submitted' ? 1 : Math.min(opened, 1)
    wanted.push({ title, opened: once, texts: isOpen ? (restored ?? [text]) : null })
  }
  return { is, wanted }
}

interface Shown {
  readonly state: string
  readonly draft: boolean
  readonly headSha: string
  readonly mergeSha: string | null
  readonly mergedBy: string | null
}

function shown({ state, draft, headSha, mergeSha, mergedBy }: Shown): Shown {
  return { state, draft, headSha, mergeSha, mergedBy }
}

function told(pull: {
  readonly state: string
  readonly merged: boolean
  readonly draft?: boolean
  readonly head: { readonly sha: string }
  readonly merge_commit_sha: string | null
  readonly merged_by: { readonly login: string } | null
}): Shown {
  return {
    state: pull.merged ? 'merged' : pull.state,
    draft: pull.draft ?? false,
    headSha: pull.head.sha,
    mergeSha: pull.merged ? pull.merge_commit_sha : null,
    mergedBy: pull.merged_by?.login ?? null,
  }
}

interface Verdict {
  readonly login: string
  readonly state: string
}

const WORDS: Readonly<Record<string, string>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  DISMISSED: 'dismissed',
}

/** The rule of GitHub's documentation: each reviewer's last review counts, comments aside. */
function lastVerdicts(
  reviews: readonly { readonly user: { readonly login: string } | null; readonly state: string }[],
): Verdict[] {
  const last: Record<string, string> = {}
  for (const { user, state } of reviews)
    if (user !== null && WORDS[state] !== undefined) last[user.login] = WORDS[state]
  return Object.entries(last).map(([login, state]) => ({ login, state }))
}

function verdicts(list: readonly Verdict[]): string[] {
  return list.map(({ login, state }) => `${login} ${state}`).sort()
}
