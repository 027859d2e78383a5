import { branchName } from '@/lib/git/branch-name'
import type { Mirror } from '@/lib/git/mirror'
import { processWide } from '@/lib/process-wide'
import { ContactLedger } from './contact-ledger'
import { KeptGitView } from './git-view'
import { HostRequests } from './host-requests'
import { KeptProxies } from './kept-proxies'
import { KeptRollouts } from './kept-rollouts'
import { PolicySource } from './policy-source'

/** What the fleet's verbs need of a process besides the database. */
export interface FleetParts {
  readonly source: PolicySource
  readonly git: KeptGitView
  readonly contacts: ContactLedger
  readonly proxies: KeptProxies
  readonly requests: HostRequests
  readonly rollouts: KeptRollouts
}

/** The process's parts for a mirror, made on first use. `ref` is the full name of the default branch. */
export function fleetParts({
  mirror,
  repository,
}: {
  mirror: Mirror
  repository: { ref: string }
}): FleetParts {
  const all = processWide('fleet', () => new WeakMap<Mirror, FleetParts>())
  const known = all.get(mirror)
  if (known) return known
  const source = new PolicySource(mirror, branchName(repository.ref))
  const contacts = new ContactLedger()
  const made = {
    source,
    git: new KeptGitView(source),
    contacts,
    proxies: new KeptProxies(contacts),
    requests: new HostRequests(),
    rollouts: new KeptRollouts(),
  }
  all.set(mirror, made)
  return made
}
