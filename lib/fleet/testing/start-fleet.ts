import { randomUUID } from 'node:crypto'
import type { ConnectorActor, Context, PersonActor, Role, SystemActor } from '@/lib/context'
import { openDatabase, type Database } from '@/lib/db/database'
import { blobSha, sha256 } from '@/lib/git/content-digest'
import type { Mirror } from '@/lib/git/mirror'
import { scratchMirror } from '@/lib/git/scratch-mirror'
import type { ScratchFile, ScratchRepository } from '@/lib/git/scratch-repository'
import type { EnrolAnswer, EnrolRequest } from '@/lib/wire/enrol'
import type { InstanceReport, ReportRequest } from '@/lib/wire/report'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { createEnrolmentKey, type CreateKeyInput } from '../create-enrolment-key'
import { enrolProxy } from '../enrol-proxy'
import { fleetParts, type FleetParts } from '../fleet-parts'

/** When a test fleet begins. */
const START = new Date('2026-11-24T14:00:00Z')

/** A time of a test: minutes after its fleet began, or before. */
export const at = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000)

export const POLICY = 'policies/payments/stripe.yaml'

/** A policy that every engine loads; `note` makes contents differ. */
export function policyText(note: string): string {
  return `version: "1"\ndescription: "${note}"\ndefault: allow\n`
}

/** Both digests of a text. */
export function digests(text: string): { sha256: string; blob: string } {
  const bytes = Buffer.from(text)
  return { sha256: sha256(bytes), blob: blobSha(bytes) }
}

/** A database, a policy repository with its mirror, and the fleet's parts over both: real, small and empty. */
export interface TestFleet {
  readonly db: Database
  /** Address of the database. */
  readonly url: string
  readonly mirror: Mirror
  readonly remote: ScratchRepository
  readonly parts: FleetParts
  readonly repositoryId: string
  /** The time of every context; move it by assignment. */
  now: Date
  system(): Context<SystemActor>
  person(role: Role): Context<PersonActor>
  connector(proxy: { proxyId: string; name: string }): Context<ConnectorActor>
  /** Commits to main, fetches and records the ref update at `now`; returns the commit. */
  push(files: Record<string, ScratchFile>): Promise<string>
  /** Fetches what was committed to the remote, and records the updates of refs at `now`. */
  fetch(): Promise<void>
  /** A new key's text. */
  key(input?: Partial<CreateKeyInput>): Promise<string>
  enrol(request?: Partial<EnrolRequest>): ReturnType<typeof enrolProxy>
  /** Enrols what must not be refused. */
  addProxy(request?: Partial<EnrolRequest>): Promise<EnrolAnswer>
  close(): Promise<void>
}

const WIDE = {
  paths: ['policies/**'],
  modes: ['pull' as const, 'git' as const, 'relay' as const, 'observe' as const],
  names: ['*'],
}

export async function startFleet(): Promise<TestFleet> {
  const [fresh, scratch] = await Promise.all([freshDatabase(), scratchMirror()])
  const { mirror, remote } = scratch
  const db = openDatabase(fresh.url, () => {})
  const { id: repositoryId } = await db.prisma.repository.create({
    data: { owner: 'northwind', name: 'policies', defaultBranch: 'main' },
  })
  const parts = fleetParts({ mirror, repository: { ref: 'refs/heads/main' } })
  const fleet: TestFleet = {
    db,
    url: fresh.url,
    mirror,
    remote,
    parts,
    repositoryId,
    now: at(0),
    system: () => context(fleet, { kind: 'system', job: 'test' }),
    person: (role) =>
      context(fleet, {
        kind: 'person',
        personId: randomUUID(),
        sessionId: randomUUID(),
        login: 'mara-l',
        name: 'Mara',
        role,
      }),
    // By the connections that its requests have in the app, and so in one queue with them.
    connector: ({ proxyId, name }) => ({
      ...context(fleet, { kind: 'connector', proxyId, proxyName: name }),
      db: db.lane('machines'),
    }),
    push: async (files) => {
      const commit = await remote.commit({ files })
      await fleet.fetch()
      return commit
    },
    fetch: () => fetchUpdates(fleet),
    key: async (input = {}) => {
      const made = await createEnrolmentKey({
        ctx: fleet.person('admin'),
        input: { scope: WIDE, uses: null, minutes: 60, ...input },
      })
      if (made.kind !== 'created') throw new Error(made.kind)
      return made.key
    },
    enrol: async (request = {}) =>
      enrolProxy({
        ctx: fleet.system(),
        source: parts.source,
        input: enrolment({ key: request.key ?? (await fleet.key()), ...request }),
      }),
    addProxy: async (request) => {
      const result = await fleet.enrol(request)
      if (result.kind !== 'enrolled') throw new Error(result.kind)
      return result.answer
    },
    close: async () => {
      await db.close()
      await Promise.all([fresh.drop(), scratch.close()])
    },
  }
  return fleet
}

function context<Actor extends Context['actor']>(fleet: TestFleet, actor: Actor): Context<Actor> {
  return { actor, db: fleet.db, repositoryId: fleet.repositoryId, now: fleet.now, requestId: 'test' }
}

async function fetchUpdates(fleet: TestFleet): Promise<void> {
  const { updates } = await fleet.mirror.fetch()
  for (const update of updates) {
    await fleet.db.prisma.refUpdate.create({
      data: { repositoryId: fleet.repositoryId, ...update, seenAt: fleet.now, source: 'poll' },
    })
  }
}

/** A request to enrol, complete but for the key. */
export function enrolment(request: Partial<EnrolRequest> & { key: string }): EnrolRequest {
  return {
    enrolmentId: randomUUID(),
    name: 'stripe-prod',
    path: 'payments/stripe.yaml',
    labels: {},
    mode: 'pull',
    engine: 'intercept-2026-03',
    ephemeral: false,
    host: {
      hostname: 'host-1',
      platform: 'linux',
      connector: '0.1.0',
      livePath: '/etc/intercept/stripe.yaml',
      eventsPath: '/root/.intercept/events',
      sourcePath: null,
      deliveryTool: null,
      restartCommand: false,
    },
    ...request,
  }
}

/** A first, full report; override what matters. */
export function report(more: Partial<ReportRequest> & { boot: string; clock: string }): ReportRequest {
  return {
    protocol: '1.0',
    version: '0.1.0',
    previousBoot: null,
    seq: 0,
    full: true,
    facts: {},
    instances: [],
    loads: [],
    files: [],
    droppedTotal: 0,
    ...more,
  }
}

/** A live process that runs a text, proved. */
export function instanceRunning(text: string, at: Date, more: Partial<InstanceReport> = {}): InstanceReport {
  return {
    id: randomUUID(),
    nativeId: '988c5aa9',
    matchedBy: 'configured',
    pid: 4117,
    server: 'node',
    config: '/etc/intercept/stripe.yaml',
    startedAt: at.toISOString(),
    lastEventAt: at.toISOString(),
    endedAt: null,
    client: null,
    attempted: null,
    running: {
      ...digests(text),
      path: '/etc/intercept/stripe.yaml',
      at: at.toISOString(),
      source: 'events',
      error: null,
      evidence: 3,
      reason: null,
    },
    ...more,
  }
}
