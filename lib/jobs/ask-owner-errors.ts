import { askOwnerErrors } from '@/lib/changes/ask-owner-errors'
import { keepOwnerErrors, ownerErrorsAskedAt } from '@/lib/changes/known-owner-errors'
import { notify } from '@/lib/events/notify'
import { readCodeowners } from '@/lib/repository/read-codeowners'
import type { Job } from './job'

/** Who exists and may write changes without a commit. */
const FRESH_MS = 5 * 60_000

/**
 * Keeps the forge's word on the owners file at hand, so that no page and no draft has to ask for it: one call when the file is another, and
 * one now and then, which costs nothing of the limit while the answer is the same.
 */
export const askOwnerErrorsJob: Job = {
  name: 'owner-errors',
  everyMs: FRESH_MS,
  runsOn: 'each-replica',
  wakeOn: ['mirror'],
  run: async ({ ctx, server }) => {
    const { mirror, repository, app } = server
    const tip = await mirror.objects.resolve(repository.ref)
    const file = tip === null ? null : await readCodeowners(mirror.objects, tip)
    if (tip === null || file === null) return
    const askedAt = ownerErrorsAskedAt(file.blob)
    if (askedAt !== null && ctx.now.getTime() - askedAt.getTime() < FRESH_MS) return
    // By commit, not by branch: the answer has to be about this very content.
    const target = { owner: repository.owner, name: repository.name, ref: tip }
    const found = await askOwnerErrors(() => app.installationClient(), target, file.codeowners.errors)
    if (found.saidBy === 'forge' && keepOwnerErrors(file.blob, found, ctx.now))
      await notify(ctx, 'mirror', ['owners'])
  },
}
