import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { vi } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { serveConnector, type ConnectorServer } from '@/e2e/connector-server'
import { getProxy, type ProxyDetail } from '@/lib/fleet/get-proxy'
import { startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { CLI_FILE } from '@/scripts/build-cli'
import { inCheckout } from '@/scripts/paths'
import { temporaryFolder } from '@/scripts/test/temporary-folder'

/** For what hangs, not for what is slow: other programs may have the cores for a while. */
export const PATIENCE = { timeout: 120_000, interval: 100 }

/** Paths of a recipe, and the folders of the test that stand for them. */
export type Places = Readonly<Record<string, string>>

/** A text of a recipe with its paths where they are in the test: a whole path, or what stands below it. */
export function placed(text: string, places: Places): string {
  const paths = Object.keys(places)
    .sort((a, b) => b.length - a.length)
    .map((path) => path.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  // In one pass: the folder of one path may begin like another path.
  return text.replaceAll(
    new RegExp(`(?<![\\w./-])(?:${paths.join('|')})(?![\\w-])`, 'g'),
    (path) => places[path] ?? path,
  )
}

/** Runs what recipes start, against a real server; whatever was started ends with it. */
export class RecipeHost {
  readonly #children: ChildProcess[] = []

  private constructor(
    readonly fleet: TestFleet,
    readonly server: ConnectorServer,
  ) {}

  static async open(): Promise<RecipeHost> {
    const fleet = await startFleet()
    return new RecipeHost(fleet, await serveConnector(fleet))
  }

  /** Merges files, at the present time. */
  merge(files: Parameters<TestFleet['push']>[0]): Promise<string> {
    this.fleet.now = new Date()
    return this.fleet.push(files)
  }

  /** Starts our program with the arguments of a recipe; returns what it says. */
  start(args: readonly string[]): { readonly child: ChildProcess; readonly said: () => string } {
    const own = args.map((arg) => arg.replace('https://lockstep.example', this.server.url))
    const child = spawn(process.execPath, [CLI_FILE, ...own], {
      env: { PATH: '/usr/bin:/bin', NODE_ENV: 'test' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#children.push(child)
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
    return { child, said: () => said }
  }

  /** Waits until the fleet shows a state of a proxy. */
  becomes(name: string, state: string, said: () => string = () => ''): Promise<ProxyDetail> {
    return vi.waitFor(async () => {
      this.fleet.now = new Date()
      const { parts } = this.fleet
      const found = await getProxy({ ctx: this.fleet.person('read'), parts, input: { name } })
      const shown = found.kind === 'proxy' ? found.proxy.state : found.kind
      if (found.kind !== 'proxy' || shown !== state)
        throw new Error(`${name} is ${shown}, not ${state}; its program says: ${said()}`)
      return found.proxy
    }, PATIENCE)
  }

  async close(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL')
    await this.server.close()
    await this.fleet.close()
  }
}

const container = z.object({
  name: z.string(),
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
})
type Container = z.infer<typeof container>
const deployment = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({ initContainers: z.array(container), containers: z.array(container) }),
    }),
  }),
})

/** One pod of a manifest: its containers are programs of the test, its volumes are folders. */
export class RecipePod {
  readonly #containers: readonly Container[]
  readonly #folder = temporaryFolder()

  constructor(
    private readonly host: RecipeHost,
    manifest: string,
    readonly name: string,
  ) {
    const { initContainers, containers } = deployment.parse(parse(readFileSync(inCheckout(manifest), 'utf8')))
      .spec.template.spec
    this.#containers = [...initContainers, ...containers]
  }

  /** The folder of a volume. */
  volume(name: string): string {
    const folder = join(this.#folder, name)
    mkdirSync(folder, { recursive: true })
    return folder
  }

  /** The arguments of a container, with their paths in its volumes. */
  argsOf(name: string): string[] {
    return (this.#named(name).args ?? []).map((arg) => this.#inVolumes(name, arg))
  }

  /** Runs the command of a first container; `image`: what it has at the paths of its own image. */
  runFirst(name: string, image: Places = {}): void {
    const [program = '', ...args] = (this.#named(name).command ?? []).map((word) =>
      placed(this.#inVolumes(name, word), image),
    )
    execFileSync(program, args, { stdio: 'pipe' })
  }

  /** Starts the proxy, on a port of its own, and waits until it listens. */
  async startProxy(): Promise<ChildProcess> {
    const args = this.argsOf('proxy').map((arg) => arg.replace(/^--port=\d+$/, '--port=0'))
    const { child, said } = this.host.start(args)
    await vi.waitFor(() => {
      if (!said().includes('listens on')) throw new Error(`the proxy does not listen: ${said()}`)
    }, PATIENCE)
    return child
  }

  startConnector(): { readonly said: () => string } {
    return this.host.start(this.argsOf('connector').map((arg) => arg.replace('$(POD_NAME)', this.name)))
  }

  #named(name: string): Container {
    const found = this.#containers.find((one) => one.name === name)
    if (found === undefined) throw new Error(`there is no container ${name}`)
    return found
  }

  #inVolumes(name: string, word: string): string {
    const mounts = this.#named(name).volumeMounts.map((mount) => [mount.mountPath, this.volume(mount.name)])
    return placed(word, Object.fromEntries(mounts) as Places)
  }
}

/** Makes the folder of a file. */
export function makeFolderOf(path: string): string {
  mkdirSync(dirname(path), { recursive: true })
  return path
}
