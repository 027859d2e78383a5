import type { Pull } from '@/forge/access/find'
import type { Core } from '@/forge/core'
import { presentPull } from '@/forge/shapes/pull'
import type { AccountRow } from '@/forge/state/records'

/** Tells apps about a pull request; `extra` is what the action adds to the payload. */
export async function announcePull(
  core: Core,
  { pull, issue }: Pull,
  action: string,
  sender: AccountRow,
  at: Date,
  extra: Record<string, unknown> = {},
): Promise<void> {
  const repository = core.state.repositories.mustGet(pull.repositoryId)
  const detail = async (): Promise<Record<string, unknown>> => ({
    number: issue.number,
    pull_request: await presentPull(core, { pull, issue }),
    ...extra,
  })
  await core.announce({ event: 'pull_request', action, repository, sender, at, detail })
}
