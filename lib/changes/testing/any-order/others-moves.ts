import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { POLICY_CHECK } from '../../check-policies'
import { STRIPE, type ChangeStage } from '../change-stage'
import { rewriteBranch } from './rewrite-branch'
import { pick, type Operations } from './step'
import { lastVerdicts } from './verdicts'

export const PATH = 'policies/payments/stripe.yaml'
export const THEIR_CHECK = 'by continuous integration'
const OTHER = 'policies/support/slack.yaml'

/** A commit that somebody made past Lockstep: it must stay on its branch. */
interface ForeignCommit {
  readonly branch: string
  readonly sha: string
}

/** What people and other tools do past Lockstep: on the forge, and with git. */
export class OthersMoves {
  foreign: ForeignCommit[] = []
  /** Who had approved each pull request when it was merged. */
  readonly approvedAtMerge = new Map<number, readonly string[]>()
  /** Commits on which somebody else set a check under the name of ours: theirs stays. */
  readonly checkedByOthers = new Set<string>()
  #count = 0

  constructor(private readonly stage: ChangeStage) {}

  readonly operations: Operations = {
    'open by hand': async (_, how) => {
      const branch = `by-hand-${(this.#count += 1)}`
      const base = await this.defaultBranch()
      await this.#commit(branch, { [PATH]: STRIPE.replace('500', String(how)) })
      const { forge } = this.stage.forge
      const at = new Date()
      const title = `By hand ${this.#count}`
      const pull = { head: branch, base, title, body: '', draft: how % 3 === 0, person: 'ana', at }
      await forge.openPull({ repository: FULL_NAME, ...pull })
    },
    'push to the default branch': async (_, how) =>
      this.#commit(
        await this.defaultBranch(),
        how % 2 === 0
          ? { [OTHER]: `version: "1"\ndefault: deny\ndescription: ${how}\n` }
          : { [PATH]: STRIPE.replace('500', String(how)) },
      ),
    'rename the default branch': async (_, how) => {
      const branch = await this.defaultBranch()
      const name = pick(
        ['main', 'trunk', 'release'].filter((one) => one !== branch),
        how,
      )
      await this.#rest().repos.renameBranch({ ...REPOSITORY, branch, new_name: name ?? '' })
    },
    'push to a pull request': async (which, how) => {
      const pull = pick(await this.pulls('open'), which)
      if (pull !== undefined)
        await this.#commit(pull.head.ref, { [PATH]: STRIPE.replace('500', String(how)) })
    },
    'push to a branch of ours': async (which, how) => {
      const { data } = await this.#rest().git.listMatchingRefs({ ...REPOSITORY, ref: 'heads/lockstep/' })
      const ref = pick(data, which)
      const files = { [OTHER]: `version: "1"\ndefault: deny\ndescription: not by Lockstep ${how}\n` }
      if (ref !== undefined) await this.#commit(ref.ref.replace('refs/heads/', ''), files)
    },
    'force-push a branch': async (which, how) => {
      const branch = pick(await this.pulls('open'), which)?.head.ref
      if (branch === undefined) return
      this.#forget(branch)
      const content = STRIPE.replace('500', String(how))
      const rewriting = { base: await this.defaultBranch(), branch, path: PATH, content }
      this.foreign.push({ branch, sha: await rewriteBranch(this.#rest(), rewriting) })
    },
    'delete a branch': async (which) => {
      const branch = pick(await this.pulls('open'), which)?.head.ref
      if (branch === undefined) return
      await this.#rest().git.deleteRef({ ...REPOSITORY, ref: `heads/${branch}` })
      this.#forget(branch)
    },
    review: async (which, how) => {
      const pull = pick(await this.pulls('all'), which)
      if (pull === undefined) return
      const event = (['APPROVE', 'APPROVE', 'REQUEST_CHANGES', 'COMMENT'] as const)[how % 4]
      const login = pick(['ben', 'dora', 'cleo'], how) ?? 'ben'
      const review = { ...REPOSITORY, pull_number: pull.number, body: 'Seen.', ...(event ? { event } : {}) }
      await refusable(this.stage.forge.as(login).rest.pulls.createReview(review))
    },
    dismiss: async (which) => {
      const pull = pick(await this.pulls('all'), which)
      if (pull === undefined) return
      const rest = this.#rest()
      const { data: reviews } = await rest.pulls.listReviews({ ...REPOSITORY, pull_number: pull.number })
      const review = pick(reviews, which)
      if (review === undefined) return
      const of = { pull_number: pull.number, review_id: review.id, message: 'Old.' }
      await refusable(rest.pulls.dismissReview({ ...REPOSITORY, ...of }))
    },
    'a check reports': async (which, how) => {
      const pull = pick(await this.pulls('open'), which)
      const state = (['pending', 'success', 'failure'] as const)[how % 3] ?? 'pending'
      const of = { sha: pull?.head.sha ?? '', state, context: 'ci' }
      if (pull !== undefined) await this.#rest().repos.createCommitStatus({ ...REPOSITORY, ...of })
    },
    'somebody else sets our check': async (which) => {
      const sha = pick(await this.pulls('open'), which)?.head.sha
      if (sha === undefined) return
      const of = { sha, state: 'success', context: POLICY_CHECK, description: THEIR_CHECK } as const
      await this.#rest().repos.createCommitStatus({ ...REPOSITORY, ...of })
      this.checkedByOthers.add(sha)
    },
    merge: async (which, how) => {
      const number = pick(await this.pulls('open'), which)?.number
      if (number === undefined) return
      const { data } = await this.#rest().pulls.listReviews({ ...REPOSITORY, pull_number: number })
      const method = (['merge', 'squash', 'rebase'] as const)[how % 3] ?? 'merge'
      const of = { pull_number: number, merge_method: method }
      const isMerged = await refusable(this.#rest().pulls.merge({ ...REPOSITORY, ...of }))
      const approved = lastVerdicts(data).filter(({ state }) => state === 'approved')
      if (isMerged) this.approvedAtMerge.set(number, approved.map(({ login }) => login).sort())
    },
    // About half of them: whatever else happens to one leads to a look at it by other ways as well.
    'make drafts of some, or make them ready': async (which) => {
      for (const [nth, pull] of (await this.pulls('open')).entries()) {
        const step = { repository: FULL_NAME, number: pull.number, person: 'ana', at: new Date() }
        if (((which >> (nth % 8)) & 1) === 1)
          await this.stage.forge.forge.setDraft({ ...step, draft: pull.draft !== true })
      }
    },
    'close or reopen': async (which, how) => {
      const pull = pick(await this.pulls('all'), which)
      const state = how % 2 === 0 ? 'closed' : 'open'
      const of = { pull_number: pull?.number ?? 0, state } as const
      if (pull !== undefined) await refusable(this.#rest().pulls.update({ ...REPOSITORY, ...of }))
    },
  }

  async defaultBranch(): Promise<string> {
    return (await this.#rest().repos.get(REPOSITORY)).data.default_branch
  }

  /** The forge's own list. */
  async pulls(state: 'open' | 'all') {
    return (await this.#rest().pulls.list({ ...REPOSITORY, state, per_page: 100 })).data
  }

  #rest() {
    return this.stage.forge.as('dora').rest
  }

  /** Who rewrites a branch, or deletes it, takes its commits away. */
  #forget(branch: string): void {
    this.foreign = this.foreign.filter((one) => one.branch !== branch)
  }

  async #commit(branch: string, files: Record<string, string>): Promise<void> {
    const { forge } = this.stage.forge
    const at = new Date()
    const work = { repository: FULL_NAME, branch, files, message: 'By hand', person: 'ana', at }
    this.foreign.push({ branch, sha: (await forge.commitFiles(work)).sha })
  }
}

/** Whether it was done: the forge may refuse it by its rules; that it does not answer is no refusal. */
async function refusable(request: Promise<unknown>): Promise<boolean> {
  try {
    await request
    return true
  } catch (error) {
    const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
    if (status >= 500) throw error
    return false
  }
}
