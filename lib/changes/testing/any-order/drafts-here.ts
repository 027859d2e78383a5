import { RequestError } from '@/lib/errors'
import { createDraft } from '../../create-draft'
import { discardDraft } from '../../discard-draft'
import { proposeChange } from '../../propose-change'
import { revertChange } from '../../revert-change'
import { saveDraft } from '../../save-draft'
import { STRIPE } from '../change-stage'
import { DIED, type MortalApp } from './mortal-app'
import { PATH, type OthersMoves } from './others-moves'
import { pick, type Operations } from './step'

const PEOPLE = ['ana', 'ben'] as const

/** A draft as its owner believes it to be. */
export interface ModelDraft {
  id: string
  readonly login: (typeof PEOPLE)[number]
  /** No two are the same, and no pull request of others has one. */
  readonly title: string
  /** Of each file, as the app said last that it has it. */
  texts: readonly (string | null)[]
  revision: number
  state: 'open' | 'submitted' | 'discarded'
  /** Of a revert, which nobody types over. */
  readonly isRevert: boolean
  /** Numbers of its pull requests that had ended before one of its submissions: each may have another one after it. */
  readonly ended: Set<number>
  /** It was submitted as an emergency, and the app said that it is open. */
  isEmergency: boolean
}

interface Submission {
  readonly newBranch?: boolean
  readonly emergency?: { readonly reason: string }
  /** The answer of the call after so many others is lost. */
  readonly lost?: number
}

/** What people do in Lockstep: drafts are begun, typed, put away, submitted and submitted again. Knows what the app said that it has. */
export class DraftsHere {
  drafts: ModelDraft[] = []
  #count = 0

  constructor(
    private readonly app: MortalApp,
    private readonly others: OthersMoves,
  ) {}

  readonly operations: Operations = {
    draft: async (_, how) => {
      const text = STRIPE.replace('500', String(how % 900))
      const files = [{ basePath: PATH, edits: [], text }]
      await this.#begin(pick(PEOPLE, how) ?? 'ana', false, async (ctx, title) => {
        const input = { title, description: '', files }
        const made = await createDraft({ ctx, source: this.app.server, input }).catch(notReady)
        if (made !== null && made.kind !== 'created') throw new Error(`a draft was answered ${made.kind}`)
        return made?.id ?? null
      })
    },
    revert: async (which) => {
      const merged = (await this.others.pulls('all')).filter(({ merged_at: at }) => at !== null)
      const commit = pick(merged, which)?.merge_commit_sha
      if (commit == null) return
      await this.#begin('ana', true, async (ctx, title) => {
        await this.app.server.mirror.fetch()
        const made = await revertChange({ ctx, source: this.app.server, commit, title }).catch(notReady)
        return made?.kind === 'created' ? made.id : null
      })
    },
    type: async (which, how) => {
      const draft = pick(
        this.#open().filter(({ isRevert }) => !isRevert),
        which,
      )
      if (draft === undefined) return
      const text = STRIPE.replace('500', String(how))
      const { id, login, title, revision } = draft
      const baseBlob = (await this.#stored(title))?.files[0]?.baseBlob ?? null
      const files = [{ path: PATH, basePath: PATH, baseBlob, edits: [], text }]
      const input = { revision, title, description: '', files }
      const saved = await this.app.attempt(async () =>
        saveDraft({ ctx: await this.app.as(login), id, input }),
      )
      if (saved === DIED) return this.#recall(draft, ['open'], [text])
      if (saved.kind !== 'saved') throw new Error(`typing was answered ${saved.kind}`)
      draft.texts = [text]
      draft.revision = saved.revision
    },
    discard: async (which) => {
      const draft = pick(this.#open(), which)
      if (draft === undefined) return
      const { id, login } = draft
      const done = await this.app.attempt(async () => discardDraft({ ctx: await this.app.as(login), id }))
      if (done === DIED) return this.#recall(draft, ['open', 'discarded'])
      draft.state = 'discarded'
    },
    submit: (which) => this.#submit(which),
    'submit on a new branch': (which) => this.#submit(which, { newBranch: true }),
    'submit as an emergency': (which) => this.#submit(which, { emergency: { reason: 'It leaks.' } }),
    'submit, and the answer of one call is lost': (which, how) => this.#submit(which, { lost: how % 12 }),
  }

  /** Orders a fault of the forge, or takes it away. */
  #admin(fault?: object): Promise<unknown> {
    return this.app.stage.forge.admin('/_test/fault', fault, fault === undefined ? 'DELETE' : 'POST')
  }

  #open(): ModelDraft[] {
    return this.drafts.filter(({ state }) => state === 'open')
  }

  async #stored(title: string) {
    const { prisma } = this.app.stage.database
    return prisma.draft.findFirst({ where: { title }, include: { files: { orderBy: { path: 'asc' } } } })
  }

  /** `make`: the new draft's id; null when the app has a reason to make none. */
  async #begin(
    login: ModelDraft['login'],
    isRevert: boolean,
    make: (ctx: Awaited<ReturnType<MortalApp['as']>>, title: string) => Promise<string | null>,
  ): Promise<void> {
    const title = `Draft ${(this.#count += 1)}`
    const id = await this.app.attempt(async () => make(await this.app.as(login), title))
    const stored = await this.#stored(title)
    if (id !== DIED && id !== (stored?.id ?? null)) throw new Error(`${title} was said to be made and is not`)
    if (stored === null) return
    const texts = stored.files.map(({ text }) => text)
    const state = { revision: 0, state: 'open', isRevert, isEmergency: false } as const
    const ended = new Set<number>()
    this.drafts.push({ id: stored.id, login, title, texts, ended, ...state })
  }

  async #submit(which: number, { newBranch = false, emergency, lost }: Submission = {}): Promise<void> {
    const draft = pick(this.#open(), which)
    if (draft === undefined) return
    const { id, login, title, revision } = draft
    for (const pull of await this.others.pulls('all'))
      if (pull.title === title && pull.state === 'closed') draft.ended.add(pull.number)
    if (lost !== undefined)
      await this.#admin({ path: '/api/v3/repos/*', kind: 'fail-after', skip: lost, count: 1 })
    const input = { revision, title, description: '', asDraft: false, labels: [], emergency }
    const [source, links, client] = [
      this.app.server,
      { change: () => 'https://lockstep.test' },
      this.app.client(login),
    ]
    const result = await this.app.attempt(async () => {
      const ctx = await this.app.as(login)
      const first = await proposeChange({ ctx, source, client, links, id, input })
      // One that has an open pull request already would have a second one.
      const isLeft = first.kind === 'pull-closed' || (first.kind === 'branch-exists' && first.pull === null)
      if (!newBranch || !isLeft) return first
      return proposeChange({ ctx, source, client, links, id, input: { ...input, newBranch } })
    })
    if (lost !== undefined) await this.#admin()
    if (result === DIED) return this.#recall(draft, ['open', 'submitted'])
    if (result.kind !== 'opened') return
    draft.state = 'submitted'
    draft.isEmergency = emergency !== undefined
  }

  /** After a death its owner looks: nothing may have come of it but what was about to. */
  async #recall(
    draft: ModelDraft,
    states: readonly ModelDraft['state'][],
    typed: readonly string[] = [],
  ): Promise<void> {
    // Minutes later: until then the submission that died still holds it.
    await this.app.stage.database.prisma.$executeRaw`UPDATE draft SET options = options - 'submitting'`
    const stored = await this.#stored(draft.title)
    if (stored === null) throw new Error(`${draft.title} is lost`)
    const state =
      stored.discardedAt !== null ? 'discarded' : stored.submittedAt === null ? 'open' : 'submitted'
    const texts = stored.files.map(({ text }) => text)
    const isKnown = [draft.texts, typed].some((one) => JSON.stringify(one) === JSON.stringify(texts))
    if (!states.includes(state) || !isKnown)
      throw new Error(`${draft.title} came to be ${state} with ${JSON.stringify(texts)}`)
    Object.assign(draft, { state, texts, revision: stored.revision })
  }
}

/** What nobody can begin while the default branch has another name than Lockstep knows. */
function notReady(error: unknown): null {
  if (error instanceof RequestError && error.code === 'not-ready') return null
  throw error
}
