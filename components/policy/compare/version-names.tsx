import Link from 'next/link'
import type { CommitApproval } from '@/lib/changes/find-approval'
import type { ComparedVersion } from '@/lib/repository/compare-policy'
import type { FileVersion } from '@/lib/repository/list-versions'
import { routes } from '@/lib/routes'

/** What brought a version, as a link: "#412", or the commit that was pushed. */
export function ChangeLink({ version }: { version: ComparedVersion }) {
  const { change, sha } = version
  return change === null ? (
    <Link className="sha" href={routes.changeByCommit(sha)} prefetch={false} title={version.subject}>
      {sha.slice(0, 7)}
    </Link>
  ) : (
    <Link href={routes.change(change.number)} prefetch={false} title={change.title}>
      #{change.number}
    </Link>
  )
}

export function titleOf({ change, subject }: ComparedVersion): string {
  return change?.title ?? subject
}

/** "@tomas-o as @northwind/payments, @priya"; null when nobody recorded it. */
export function sayApprovers(known: CommitApproval | undefined, paths: readonly string[]): string | null {
  const approval = known?.approval ?? null
  if (approval === null) return null
  if (approval.approvals.length === 0) return 'nobody'
  const roles = (login: string) =>
    new Set(
      (approval.as ?? [])
        .filter((one) => one.login === login && paths.includes(one.path))
        .map(({ owner }) => owner)
        // Somebody who is an owner by name is not in a role.
        .filter((owner) => owner.toLowerCase() !== `@${login}`.toLowerCase()),
    )
  return approval.approvals
    .map(({ login }) => [`@${login}`, ...[...roles(login)].map((owner) => `as ${owner}`)].join(' '))
    .join(', ')
}

/** "Drafted by @tomas · approved by @jonas as @northwind/payments"; of a push, who committed it. */
export function sayPeople(
  version: FileVersion,
  approval: CommitApproval | undefined,
  paths: readonly string[],
): string {
  const isRemoval = version.blob === null
  if (approval === undefined)
    return `${isRemoval ? 'Removed' : 'Committed'} by ${version.committedBy}, no pull request known`
  const approvers = sayApprovers(approval, paths)
  return `${isRemoval ? 'Removed' : 'Drafted'} by @${approval.draftedBy} · ${approvers === null ? 'approvals not read from GitHub yet' : `approved by ${approvers}`}`
}
