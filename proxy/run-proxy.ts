import { basename, join } from 'node:path'
import { CounterLog } from './counters/counter-log'
import { childEnvironment } from './child'
import { Enforcer } from './enforcer'
import { EventLog } from './event-log'
import { writeHeartbeat } from './heartbeat'
import { serveHttp, type HttpFront } from './http/serve-http'
import { armPolicy, type RefusedPolicy, type SelfTest } from './policy/arm-policy'
import { readPolicyFile, type PolicyFile } from './policy/policy-file'
import { PolicyWatch } from './policy/policy-watch'
import { testFileOf } from './policy/self-test'
import { proxyStdio, type ClientStreams, type StdioEnd } from './stdio-proxy'

const HEARTBEAT_MS = 60_000

export interface ProxyOptions {
  /** Path of the policy as it was typed. */
  readonly policy: string
  /** The server to start, or the one to stand in front of. */
  readonly server: { readonly command: readonly string[] } | HttpFront
  /** Folder of the event files. */
  readonly events: string
  /** Folder of the counters; those who name the same one share them. */
  readonly stateDir: string
  /** Stands before each counter's name. */
  readonly statePrefix: string
  readonly observeOnly: boolean
  /** Names of the arguments whose values are recorded; `*` = all. */
  readonly recordArguments: readonly string[]
  readonly selfTest: SelfTest
  readonly version: string
}

export interface Surroundings {
  readonly client: ClientStreams
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  /** Tells the operator something. */
  readonly say: (line: string) => void
}

/**
 * Runs the proxy: over standard streams until its client or its server ends, over HTTP until it is told to stop. A policy that must not
 * decide keeps it from starting.
 */
export async function runProxy(
  options: ProxyOptions,
  around: Surroundings,
): Promise<StdioEnd | RefusedPolicy> {
  const testPath = testFileOf(options.policy)
  const tests = testPath === null ? null : readPolicyFile(testPath)
  const file = readPolicyFile(options.policy)
  const armed = armPolicy(file, options.selfTest)
  if (armed.kind === 'refused') return armed
  const counters = new CounterLog({
    folder: join(options.stateDir, 'lockstep-counters'),
    prefix: options.statePrefix,
  })
  const events = new EventLog(options.events)
  const enforcer = new Enforcer({
    policy: armed.policy,
    counters,
    events,
    observeOnly: options.observeOnly,
    recordArguments: new Set(options.recordArguments),
  })
  writeStartup(options, events, enforcer)
  const reload = (changed: PolicyFile): void => {
    const next = armPolicy(changed, options.selfTest)
    if (next.kind === 'armed') enforcer.policy = next.policy
    writeReload(next.kind === 'refused' ? next : undefined, events, enforcer)
    if (next.kind === 'refused')
      around.say(`keeps the policy it has, and refuses the new one: ${next.errors[0]}`)
  }
  const watch = new PolicyWatch(options.policy, file, reload)
  const watches = [watch]
  // Whoever delivers both files brings the tests after the policy at times: then what they refused is tried again.
  if (testPath !== null && tests !== null) watches.push(new PolicyWatch(testPath, tests, () => watch.again()))
  const heartbeat = setInterval(() => {
    events.reopenIfReplaced(enforcer.policy.digest)
    writeHeartbeat(events, enforcer.policy, counters)
  }, HEARTBEAT_MS)
  try {
    return await serve(options.server, enforcer, around)
  } finally {
    clearInterval(heartbeat)
    for (const watch of watches) watch.close()
    events.write('shutdown', { policy: enforcer.policy.digest })
    counters.close()
  }
}

async function serve(
  server: ProxyOptions['server'],
  enforcer: Enforcer,
  { client, env, signal, say }: Surroundings,
): Promise<StdioEnd> {
  if ('command' in server) return proxyStdio(enforcer, server.command, childEnvironment(env), client, signal)
  const trouble = await serveHttp(enforcer, server, signal, say)
  return trouble === undefined ? { exitCode: 0 } : { trouble, exitCode: 1 }
}

function writeStartup(options: ProxyOptions, events: EventLog, enforcer: Enforcer): void {
  events.write('startup', {
    server: serverName(options.server),
    config: options.policy,
    pid: process.pid,
    state_backend: 'file',
    fail_mode: 'closed',
    policy: enforcer.policy.digest,
    engine: 'lockstep',
    version: options.version,
    cwd: process.cwd(),
    observe_only: options.observeOnly ? true : undefined,
  })
}

/** As Intercept names it; of an address without its query, in which some servers want a key. */
function serverName(server: ProxyOptions['server']): string {
  return 'command' in server
    ? basename(server.command[0] ?? '')
    : `${server.upstream.origin}${server.upstream.pathname}`
}

/** `policy` is what decides from now on; `attempted` the file that was refused. */
function writeReload(refused: RefusedPolicy | undefined, events: EventLog, enforcer: Enforcer): void {
  events.write('config_reload', {
    message: refused?.errors[0],
    status: refused === undefined ? 'success' : 'failure',
    policy: enforcer.policy.digest,
    attempted: refused?.digest,
  })
}
