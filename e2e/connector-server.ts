import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { POST as answers } from '@/app/api/connector/v1/answers/route'
import { POST as receiveDecisions } from '@/app/api/connector/v1/decisions/route'
import { GET as desired } from '@/app/api/connector/v1/desired/route'
import { POST as enrol } from '@/app/api/connector/v1/enrol/route'
import { POST as hostDecisions } from '@/app/api/connector/v1/host/decisions/route'
import { POST as hostDesired } from '@/app/api/connector/v1/host/desired/route'
import { POST as hostReports } from '@/app/api/connector/v1/host/reports/route'
import { POST as reports } from '@/app/api/connector/v1/reports/route'
import { POST as token } from '@/app/api/connector/v1/token/route'
import type { TestFleet } from '@/lib/fleet/testing/start-fleet'
import { RequestError } from '@/lib/errors'
import { connectorRoute, hostRoute, type RouteHandler } from '@/lib/http/route'
import { setLogLevel } from '@/lib/log'
import { provideServer, type Server } from '@/lib/server'
import { MAX_BATCH_BYTES, type DecisionAnswer } from '@/lib/wire/decision-batch'
import { readDecisionBatch } from '@/lib/wire/decision-batch-read'
import { hostBatches, outcomeOf } from '@/lib/wire/host-calls'
import { keepEvents, type KeptEvent } from '@/lib/wire/testing/keep-events'

type Routes = Readonly<Record<string, RouteHandler>>

const ROUTES: Routes = {
  'POST /api/connector/v1/enrol': enrol,
  'POST /api/connector/v1/reports': reports,
  'GET /api/connector/v1/desired': desired,
  'POST /api/connector/v1/host/reports': hostReports,
  'POST /api/connector/v1/host/desired': hostDesired,
  'POST /api/connector/v1/token': token,
  'POST /api/connector/v1/answers': answers,
}

const LOG_ROUTES: Routes = {
  'POST /api/connector/v1/decisions': receiveDecisions,
  'POST /api/connector/v1/host/decisions': hostDecisions,
}

type Kept = Pick<ConnectorServer, 'decisions' | 'gaps'>

/** The connector's routes of the app over real HTTP, on the database and mirror of a test's fleet. */
export interface ConnectorServer {
  readonly url: string
  /** While true every call gets 503, as from a load balancer without a backend. */
  down: boolean
  /** While true every call is carried out, and its connection breaks before the answer. */
  loseAnswers: boolean
  /** Calls that were answered, by method, path and status. */
  readonly calls: Map<string, number>
  /** Decisions by `fileId:offset`, as the contract of lib/wire reads them; sent twice they are here once. */
  readonly decisions: Map<string, KeptEvent>
  /** Gaps as `from-to reason`. */
  readonly gaps: string[]
  close(): Promise<void>
}

/** `log`: decisions go into the log of the fleet's database, as in the app, instead of into `decisions`. */
export async function serveConnector(fleet: TestFleet, { log = false } = {}): Promise<ConnectorServer> {
  setLogLevel('silent')
  provideServer(await asServer(fleet))
  const state = {
    down: false,
    loseAnswers: false,
    calls: new Map<string, number>(),
    decisions: new Map<string, KeptEvent>(),
    gaps: [],
  }
  const routes = { ...ROUTES, ...(log ? LOG_ROUTES : keptRoutes(state)) }
  const server = createServer((request, response) => {
    void handle(request, response, { state, routes })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${portOf(server.address())}`
  return Object.assign(state, {
    url,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      provideServer(undefined)
    },
  })
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  { state, routes }: { state: Omit<ConnectorServer, 'url' | 'close'>; routes: Routes },
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const name = `${request.method} ${url.pathname}`
  const route = routes[name]
  if (state.down || route === undefined) {
    response.writeHead(state.down ? 503 : 404).end()
    return
  }
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const answer = await route(toRequest(request, url, gone.signal), { params: Promise.resolve({}) })
  const outcome = `${name} ${answer.status}`
  state.calls.set(outcome, (state.calls.get(outcome) ?? 0) + 1)
  if (state.loseAnswers) return void response.destroy()
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  response.end(Buffer.from(await answer.arrayBuffer()))
}

/** Takes batches by their contract and acknowledges all of them; what the log does with them is tested with the log. */
function keptRoutes(kept: Kept): Routes {
  return {
    'POST /api/connector/v1/decisions': connectorRoute({ maxBytes: MAX_BATCH_BYTES }, async ({ bytes }) =>
      keep(kept, new TextDecoder().decode(await bytes())),
    ),
    'POST /api/connector/v1/host/decisions': hostRoute(
      { body: hostBatches, maxBytes: 2 * MAX_BATCH_BYTES },
      async ({ body, forProxy }) => {
        const answers = body.batches.map(({ token, batch }) =>
          forProxy(token, () => Promise.resolve(keep(kept, batch))),
        )
        return { outcomes: (await Promise.all(answers)).map(outcomeOf) }
      },
    ),
  }
}

function keep({ decisions, gaps }: Kept, body: string): DecisionAnswer {
  const read = readDecisionBatch(body, keepEvents)
  if (read.kind !== 'batch') throw new RequestError('too-large', 'Too many events.')
  const ackedTo: Record<string, number> = {}
  for (const { file, events, gaps: lost } of read.batch.parts) {
    ackedTo[file.fileId] = file.to
    for (const event of events) decisions.set(`${file.fileId}:${event.offset}`, event)
    for (const gap of lost) gaps.push(`${gap.from}-${gap.to} ${gap.reason}`)
  }
  return { ackedTo, rejected: [...read.batch.rejected], missing: {}, duplicates: 0, backoffMs: 0 }
}

/** Node's types of a web stream and those of the browser are two; `duplex` is not in the latter yet. */
function toRequest(request: IncomingMessage, url: URL, signal: AbortSignal): Request {
  const headers = new Headers()
  for (const [key, value] of Object.entries(request.headers))
    if (typeof value === 'string') headers.set(key, value)
  const body = request.method === 'POST' ? { body: Readable.toWeb(request), duplex: 'half' } : {}
  return new Request(url, { method: request.method ?? 'GET', headers, signal, ...body } as RequestInit)
}

/** The connector's routes use the database, the mirror and the repository; the rest of a server is for people. */
async function asServer(fleet: TestFleet): Promise<Server> {
  const { number } = await fleet.db.prisma.repository.findUniqueOrThrow({ where: { id: fleet.repositoryId } })
  const repository = {
    id: fleet.repositoryId,
    number,
    owner: 'northwind',
    name: 'policies',
    ref: 'refs/heads/main',
  }
  const environment = { DECISION_RETENTION_DAYS: 30 }
  return { database: fleet.db, mirror: fleet.mirror, repository, environment } as unknown as Server
}

/** A listening TCP server has an address with a port. */
function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('not listening on TCP')
  return address.port
}
