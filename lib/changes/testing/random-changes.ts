import { FULL_NAME, REPOSITORY } from '@/forge/testing/acme'
import { createDraft } from '../create-draft'
import { discardDraft } from '../discard-draft'
import { getDraft } from '../get-draft'
import { markStale } from '../mark-stale'
import { proposeChange } from '../propose-change'
import { refreshChanges } from '../refresh-changes'
import { revertChange } from '../revert-change'
import { saveDraft } from '../save-draft'
import { openChangeStage, STRIPE, type ChangeStage } from './change-stage'
import { rewriteBranch } from './rewrite-branch'

const PATH = 'policies/payments/stripe.yaml'
const OTHER = 'policies/support/slack.yaml'
const PEOPLE = ['ana', 'ben'] as const

/** A draft as its owner believes it to be. */
export interface ModelDraft {
  readonly id: string
  readonly login: (typeof PEOPLE)[number]
  readonly title: string
  text: string | null
  /** Of a revert: the texts that it began with, which nobody types over. */
  readonly restored?: readonly (string | null)[]
  revision: number
  state: 'open' | 'submitted' | 'discarded'
}

/** A commit that somebody made past Lockstep: it must stay on its branch. */
interface ForeignCommit {
  readonly branch: string
  readonly sha: string
}

/** What happens next: which operation, and two numbers that it chooses by. */
export interface Step {
  readonly operation: number
  readonly which: number
  readonly how: number
}

/**
 * Everything that people, other tools and the network can do to changes, in any order: drafts are typed, submitted, cut off and submitted
 * again; the forge's pull requests are made by hand, pushed to, rewritten, reviewed, dismissed, merged, closed and reopened; hooks come, come twice
 * and do not come. Knows what was typed, so that a test can ask whether it is there at the end.
 */
export class RandomChanges {
  readonly drafts: ModelDraft[] = []
  foreign: ForeignCommit[] = []
  #count = 0

  private constructor(readonly stage: ChangeStage) {}

  static async open(): Promise<RandomChanges> {
    return new RandomChanges(await openChangeStage())
  }

  readonly operations: Readonly<Record<string, (which: number, how: number) => Promise<void>>> = {
    draft: async (_, how) => {
      const login = PEOPLE[how % PEOPLE.length] ?? 'ana'
      const title = `Draft ${(this.#count += 1)}`
      const text = STRIPE.replace('500', String(how % 900))
      const files = [{ basePath: PATH, edits: [], text }]
      const made = await createDraft({
        ctx: await this.stage.as(login),
        source: this.stage.source,
        input: { title, description: '', files },
      })
      if (made.kind !== 'created') throw new Error(`a draft was answered ${made.kind}`)
      this.drafts.push({ id: made.id, login, title, text, revision: 0, state: 'open' })
    },
    type: async (which, how) => {
      const draft = pick(this.#open(), which)
      if (draft?.text == null) return
      const text = STRIPE.replace('500', String(how))
      const { id, login, title, revision } = draft
      const files = [{ path: PATH, basePath: PATH, baseBlob: await this.#blob(draft), edits: [], text }]
      const input = { revision, title, description: '', files }
      const saved = await saveDraft({ ctx: await this.stage.as(login), id, input })
      if (saved.kind !== 'saved') throw new Error(`typing was answered ${saved.kind}`)
      draft.text = text
      draft.revision = saved.revision
    },
    discard: async (which) => {
      const draft = pick(this.#open(), which)
      if (draft === undefined) return
      await discardDraft({ ctx: await this.stage.as(draft.login), id: draft.id })
      draft.state = 'discarded'
    },
    submit: (which) => this.#submit(which),
    'submit, and every call from one on is cut': (which, how) =>
      this.#submit(which, { kind: 'outage', status: 0, skip: how % 12, count: 100 }),
    'submit, and the answer of one call is lost': (which, how) =>
      this.#submit(which, { kind: 'fail-after', skip: how % 12, count: 1 }),
    'open by hand': async (_, how) => {
      const branch = `by-hand-${(this.#count += 1)}`
      await this.#commit(branch, { [PATH]: STRIPE.replace('500', String(how)) })
      const { forge } = this.stage.forge
      const at = new Date()
      const title = `By hand ${this.#count}`
      const pull = { head: branch, base: 'main', title, body: '', draft: how % 3 === 0, person: 'ana', at }
      await forge.openPull({ repository: FULL_NAME, ...pull })
    },
    'push to main': (_, how) =>
      this.stage.push(
        how % 2 === 0
          ? { [OTHER]: `version: "1"\ndefault: deny\ndescription: ${how}\n` }
          : { [PATH]: STRIPE.replace('500', String(how)) },
      ),
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
    'submit on a new branch': (which) => this.#submit(which, undefined, true),
    review: async (which, how) => {
      const pull = pick(await this.pulls('open'), which)
      if (pull === undefined) return
      const event = (['APPROVE', 'REQUEST_CHANGES', 'COMMENT'] as const)[how % 3]
      const login = how % 2 === 0 ? 'ben' : 'dora'
      const review = { ...REPOSITORY, pull_number: pull.number, body: 'Seen.', ...(event ? { event } : {}) }
      await refusable(this.stage.forge.as(login).rest.pulls.createReview(review))
    },
    dismiss: async (which) => {
      const pull = pick(await this.pulls('open'), which)
      if (pull === undefined) return
      const rest = this.#rest()
      const { data: reviews } = await rest.pulls.listReviews({ ...REPOSITORY, pull_number: pull.number })
      const review = pick(reviews, which)
      if (review === undefined) return
      const of = { pull_number: pull.number, review_id: review.id, message: 'Old.' }
      await refusable(rest.pulls.dismissReview({ ...REPOSITORY, ...of }))
    },
    merge: async (which, how) => {
      const pull = pick(await this.pulls('open'), which)
      const method = (['merge', 'squash', 'rebase'] as const)[how % 3]
      const of = { pull_number: pull?.number ?? 0, ...(method ? { merge_method: method } : {}) }
      if (pull !== undefined) await refusable(this.#rest().pulls.merge({ ...REPOSITORY, ...of }))
    },
    'close or reopen': async (which, how) => {
      const pull = pick(await this.pulls('all'), which)
      const state = how % 2 === 0 ? 'closed' : 'open'
      const of = { pull_number: pull?.number ?? 0, state } as const
      if (pull !== undefined) await refusable(this.#rest().pulls.update({ ...REPOSITORY, ...of }))
    },
    revert: async (which) => {
      const merged = (await this.pulls('all')).filter(({ merged_at: at }) => at !== null)
      const pull = pick(merged, which)
      if (pull === undefined) return
      await this.stage.source.mirror.fetch()
      const title = `Undo ${(this.#count += 1)}`
      const commit = pull.merge_commit_sha ?? ''
      const [{ source }, ctx] = [this.stage, await this.stage.as('ana')]
      const draft = await revertChange({ ctx, source, commit, title })
      if (draft.kind !== 'created') return
      const view = await getDraft({ ctx, source, id: draft.id })
      const restored = view?.files.map(({ text }) => text) ?? []
      this.drafts.push({
        id: draft.id,
        login: 'ana',
        title,
        text: null,
        restored,
        revision: 0,
        state: 'open',
      })
    },
    'force-push a branch that was made by hand': async (which, how) => {
      const pull = pick(await this.#byHand(), which)
      if (pull === undefined) return
      const branch = pull.head.ref
      this.#forget(branch)
      const text = STRIPE.replace('500', String(how))
      this.foreign.push({ branch, sha: await rewriteBranch(this.#rest(), branch, PATH, text) })
    },
    'delete a branch that was made by hand': async (which) => {
      const pull = pick(await this.#byHand(), which)
      if (pull === undefined) return
      await this.#rest().git.deleteRef({ ...REPOSITORY, ref: `heads/${pull.head.ref}` })
      this.#forget(pull.head.ref)
    },
    'a hook comes': async (which) => void (await this.refresh(await this.#number(which))),
    'a hook comes twice': async (which) => {
      const number = await this.#number(which)
      await Promise.all([this.refresh(number), this.refresh(number)])
    },
    'a hook comes before git can be fetched': async (which) =>
      void (await this.refresh(await this.#number(which), { fetch: false })),
    'a hook names what moved': async (which) => {
      const [number] = await this.#number(which)
      const pull = pick(await this.pulls('open'), which)
      const input = { numbers: number === undefined ? [] : [number], heads: pull ? [pull.head.sha] : [] }
      await markStale({ ctx: this.stage.system(), input })
    },
    poll: async () => void (await this.refresh([])),
    'a look dies on the way': async (_, how) => {
      const fault = { kind: 'outage', status: 0, skip: how % 24, count: 100 }
      await this.stage.forge.admin('/_test/fault', { path: '/api/v3/repos/*', ...fault })
      await this.refresh([], { dies: true })
      await this.stage.forge.admin('/_test/fault', undefined, 'DELETE')
    },
  }

  /** Looks at the forge as the background does; returns who was asked about. */
  async refresh(
    numbers: readonly number[],
    { fetch = true, now = new Date(), dies = false } = {},
  ): Promise<readonly number[]> {
    const { source } = this.stage
    if (fetch) await source.mirror.fetch()
    const [ctx, client] = [this.stage.system(now), this.stage.client('dora')]
    const result = await refreshChanges({ ctx, source, client, input: { numbers } })
    if (result.kind === 'refreshed') return result.numbers
    if (!dies) throw new Error(`the forge answered ${result.kind}`)
    return []
  }

  async step({ operation, which, how }: Step): Promise<string> {
    const names = Object.keys(this.operations)
    const name = names[operation % names.length] ?? ''
    await this.operations[name]?.(which, how)
    return name
  }

  /** The forge's own list. */
  async pulls(state: 'open' | 'all') {
    return (await this.#rest().pulls.list({ ...REPOSITORY, state, per_page: 100 })).data
  }

  #rest() {
    return this.stage.forge.as('dora').rest
  }

  async #number(which: number): Promise<number[]> {
    const pull = pick(await this.pulls('all'), which)
    return pull === undefined ? [] : [pull.number]
  }

  async #byHand() {
    return (await this.pulls('open')).filter(({ head }) => head.ref.startsWith('by-hand-'))
  }

  /** Who rewrites a branch, or deletes it, takes its commits away. */
  #forget(branch: string): void {
    this.foreign = this.foreign.filter((one) => one.branch !== branch)
  }

  #open(): ModelDraft[] {
    return this.drafts.filter(({ state }) => state === 'open')
  }

  async #blob({ id }: ModelDraft): Promise<string | null> {
    const { prisma } = this.stage.database
    return (await prisma.draftFile.findFirst({ where: { draftId: id } }))?.baseBlob ?? null
  }

  async #submit(which: number, fault?: Record<string, unknown>, newBranch?: boolean): Promise<void> {
    const draft = pick(this.#open(), which)
    if (draft === undefined) return
    const { id, login, title, revision } = draft
    const { forge, source } = this.stage
    if (fault) await forge.admin('/_test/fault', { path: '/api/v3/repos/*', ...fault })
    const input = { revision, title, description: '', asDraft: false, labels: [] }
    const links = { change: () => 'https://lockstep.test' }
    const client = this.stage.client(login)
    const ctx = await this.stage.as(login)
    let result = await proposeChange({ ctx, source, client, links, id, input })
    // One that has a pull request already would have a second one.
    if (newBranch && result.kind === 'branch-exists' && result.number === null)
      result = await proposeChange({ ctx, source, client, links, id, input: { ...input, newBranch } })
    if (fault) await forge.admin('/_test/fault', undefined, 'DELETE')
    if (result.kind === 'opened') draft.state = 'submitted'
  }

  async #commit(branch: string, files: Record<string, string>): Promise<void> {
    const { forge } = this.stage.forge
    const at = new Date()
    const work = { repository: FULL_NAME, branch, files, message: 'By hand', person: 'ana', at }
    this.foreign.push({ branch, sha: (await forge.commitFiles(work)).sha })
  }
}

function pick<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % Math.max(1, items.length)]
}

/** The forge may refuse it by its rules; that it does not answer is no refusal. */
async function refusable(request: Promise<unknown>): Promise<void> {
  try {
    await request
  } catch (error) {
    const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
    if (status >= 500) throw error
  }
}
