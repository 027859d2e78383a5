import type { BrowserContext, ConsoleMessage, Request, Response } from '@playwright/test'

interface Answer {
  readonly status: number
  readonly path: string
}

/** A status that a test provokes, and the path that answers with it. */
interface Announced extends Answer {
  /** It depends on the moment whether it comes. */
  readonly isOptional: boolean
}

interface Fault {
  readonly text: string
  /** Of an answer, and of the console's line about it. */
  readonly answer?: Answer | undefined
}

/** A page that goes away while it still loads aborts what is under way. */
const ABORTED = 'net::ERR_ABORTED'

/** What went wrong in the pages of one test. */
export class Faults {
  readonly #origin: string
  readonly #found: Fault[] = []
  readonly #announced: Announced[] = []

  /** Requests to `url`'s origin are Lockstep's; those to the forge are not looked at. */
  constructor(url: string) {
    this.#origin = new URL(url).origin
  }

  /** Says that an answer is meant: Lockstep answers to `path` (without query) with `status`, at least once. */
  announce(status: number, path: string): void {
    this.#announced.push({ status, path, isOptional: false })
  }

  /** Says that an answer may come, as to what a page asks by itself now and then. */
  allow(status: number, path: string): void {
    this.#announced.push({ status, path, isOptional: true })
  }

  /** Looks at all pages of a context, also of those that are opened later. */
  watch(context: BrowserContext): void {
    context.on('console', (message) => this.#console(message))
    context.on('weberror', (error) => this.#found.push({ text: `thrown: ${String(error.error().stack)}` }))
    context.on('response', (response) => this.#response(response))
    context.on('requestfailed', (request) => this.#failed(request))
  }

  unannounced(): string[] {
    return this.#found
      .filter(({ answer }) => !this.#announced.some((one) => same(one, answer)))
      .map(({ text }) => text)
  }

  missing(): string[] {
    return this.#announced
      .filter((one) => !one.isOptional && !this.#found.some(({ answer }) => same(one, answer)))
      .map(({ status, path }) => `${status} ${path}`)
  }

  #console(message: ConsoleMessage): void {
    if (message.type() !== 'error') return
    const { url } = message.location()
    const text = message.text()
    // The browser's own line about an answer of the forge, whose refusals the pull-request page shows.
    const status = /^Failed to load resource: the server responded with a status of (\d+)/.exec(text)?.[1]
    if (status !== undefined && !this.#isOurs(url)) return
    const answer = status === undefined ? undefined : { status: Number(status), path: pathOf(url) }
    this.#found.push({ text: `console: ${text} (${url})`, answer })
  }

  #response(response: Response): void {
    const status = response.status()
    const url = response.url()
    if (status < 400 || !this.#isOurs(url)) return
    this.#found.push({
      text: `${status} ${response.request().method()} ${url}`,
      answer: { status, path: pathOf(url) },
    })
  }

  #failed(request: Request): void {
    const reason = request.failure()?.errorText ?? 'failed'
    if (reason !== ABORTED && this.#isOurs(request.url()))
      this.#found.push({ text: `${reason} ${request.method()} ${request.url()}` })
  }

  #isOurs(url: string): boolean {
    return URL.canParse(url) && new URL(url).origin === this.#origin
  }
}

function pathOf(url: string): string {
  return new URL(url).pathname
}

function same(one: Answer, other: Answer | undefined): boolean {
  return one.status === other?.status && one.path === other.path
}
