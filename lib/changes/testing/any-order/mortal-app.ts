import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context, PersonActor } from '@/lib/context'
import { tryWithLock } from '@/lib/db/advisory-lock'
import type { Environment } from '@/lib/env'
import { createClient, type GitHubClient } from '@/lib/git/github-client'
import { setLogLevel } from '@/lib/log'
import { fetchMirror } from '@/lib/jobs/poll-mirror'
import type { Job } from '@/lib/jobs/job'
import { refreshChangesJob, reportChecksJob } from '@/lib/jobs/refresh-changes'
import { openServer, provideServer, systemContext, type Server } from '@/lib/server'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { environmentOf } from '@/scripts/test/start-server'
import { openChangeStage, type ChangeStage } from '../change-stage'
import { HookPost } from './hook-post'
import { Lifeline } from './lifeline'

/** What a call comes to when the app dies in it: nobody hears its answer. */
export const DIED = Symbol('died')

/** The app beside a stage. Its ways to the forge and to the database are lines that can be cut, and it can be started anew. */
export class MortalApp {
  #server: Server | undefined

  private constructor(
    readonly stage: ChangeStage,
    readonly hooks: HookPost,
    readonly lifeline: Lifeline,
    private readonly environment: Environment,
    private readonly dispose: () => Promise<unknown>,
    server: Server,
  ) {
    this.#server = server
  }

  static async open(): Promise<MortalApp> {
    setLogLevel('silent')
    const database = await freshDatabase()
    const stage = await openChangeStage(database.url)
    const [hooks, lifeline] = [await HookPost.open(), new Lifeline()]
    const directory = await mkdtemp(join(tmpdir(), 'mortal-app-'))
    const through = async (address: string) => {
      const url = new URL(address)
      url.port = String(await lifeline.lineTo(Number(url.port)))
      return url.href
    }
    const known = await environmentOf(stage.forge, await through(database.url), directory, hooks.url)
    const forge = await through(stage.forge.url)
    const environment = { ...known, GITHUB_URL: forge, GITHUB_API_URL: `${forge}api/v3` }
    const dispose = async () => {
      await lifeline.close()
      await hooks.close()
      await stage.close()
      await database.drop()
      await rm(directory, { recursive: true, force: true })
    }
    const server = await openServer(environment)
    provideServer(server)
    return new MortalApp(stage, hooks, lifeline, environment, dispose, server)
  }

  get server(): Server {
    if (this.#server === undefined) throw new Error('the app is down')
    return this.#server
  }

  async close(): Promise<void> {
    provideServer(undefined)
    await this.#server?.close()
    await this.dispose()
  }

  /** Another process in its place, which remembers nothing but what is stored. */
  async restart(): Promise<void> {
    const before = this.server
    this.#server = undefined
    provideServer(undefined)
    await before.close()
    this.lifeline.revive()
    this.#server = await openServer(this.environment)
    provideServer(this.#server)
  }

  /** Its connections broke, and it goes on. */
  async reconnect(): Promise<void> {
    const { pool } = this.server.database
    // It has not heard of all that broke while it has some.
    while (pool.totalCount > 0) await new Promise((resolve) => setImmediate(resolve))
    this.lifeline.revive()
  }

  /** The answer of a piece of work, or that the app died before anybody heard it. What it throws otherwise is a bug. */
  async attempt<Answer>(work: () => Promise<Answer>): Promise<Answer | typeof DIED> {
    try {
      const answer = await work()
      return this.lifeline.isDead ? DIED : answer
    } catch (error) {
      if (this.lifeline.isDead) return DIED
      throw error
    }
  }

  /** A person's request. */
  async as(login: string): Promise<Context<PersonActor>> {
    const { actor } = await this.stage.as(login)
    return { ...systemContext(this.server, 'request'), actor }
  }

  client(login: string): GitHubClient {
    return createClient({
      apiUrl: this.environment.GITHUB_API_URL,
      identity: login,
      authentication: { auth: this.stage.forge.token(login) },
      isPaced: false,
    })
  }

  /** The background job that fetches git. */
  lookAtGit(): Promise<void> {
    return fetchMirror(this.server, 'poll')
  }

  /** The background job that asks the forge about pull requests. */
  lookAtPulls(): Promise<void> {
    return this.#run(refreshChangesJob)
  }

  /** The background job that sets our check on heads. */
  reportChecks(): Promise<void> {
    return this.#run(reportChecksJob)
  }

  async #run(job: Job): Promise<void> {
    const { signal } = new AbortController()
    const { server } = this
    const work = () => job.run({ ctx: systemContext(server, job.name), server, signal })
    await tryWithLock(server.database, `job:${job.name}`, work)
  }
}
