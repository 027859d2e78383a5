import type { Mirror } from '@/lib/git/mirror'
import { ContactLedger } from './contact-ledger'
import { PolicySource } from './policy-source'

/** What the fleet's verbs need of a process besides the database. */
export interface FleetParts {
  readonly source: PolicySource
  readonly contacts: ContactLedger
}

/** The process's parts for a mirror, made on first use. `ref` is the full name of the default branch. */
export function fleetParts({
  mirror,
  repository,
}: {
  mirror: Mirror
  repository: { ref: string }
}): FleetParts {
  const holder = processGlobal()
  const all = (holder.lockstepFleet ??= new WeakMap())
  const known = all.get(mirror)
  if (known) return known
  const source = new PolicySource(mirror, repository.ref.replace(/^refs\/heads\//, ''))
  const made = { source, contacts: new ContactLedger() }
  all.set(mirror, made)
  return made
}

/** Next bundles every entry with its own copy of this module; a global, which has no type for it, keeps the process at one set. */
function processGlobal() {
  return globalThis as typeof globalThis & { lockstepFleet?: WeakMap<Mirror, FleetParts> }
}
