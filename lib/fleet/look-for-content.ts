import { setTimeout as delay } from 'node:timers/promises'
import { answerWithin } from '@/lib/answer-within'
import type { Context } from '@/lib/context'
import { notify } from '@/lib/events/notify'
import type { Mirror } from '@/lib/git/mirror'
import type { ReportRequest } from '@/lib/wire/report'

/** A forge that is slow keeps no connector waiting for longer. */
const PATIENCE_MS = 3_000
/** A content that nobody could look for, because the forge was silent, holds up no report for so long. */
const AGAIN_MS = 60_000
const MOST_ASKED = 10_000
/** A host whose file is another one in each report must not have the forge asked as often. */
const EVERY_MS = 2_000

class Looks {
  /**
   * Until when a content needs no look: for ever when the mirror has it, or did not have it after a fetch. A file that somebody edited is
   * reported again and again.
   */
  readonly #known = new Map<string, number>()
  #lastAt = -Infinity
  #next: Promise<boolean> | null = null

  constructor(private readonly mirror: Mirror) {}

  /** Those of some contents that the mirror is not known to have, or not to get. */
  async missing(blobs: ReadonlySet<string>): Promise<string[]> {
    const missing: string[] = []
    for (const blob of blobs) {
      if ((this.#known.get(blob) ?? 0) > performance.now()) continue
      // A mirror that cannot be read is no reason to refuse what a host says.
      const size = await this.mirror.objects.sizeOf(blob).catch(() => null)
      if (size === null) missing.push(blob)
      else this.keep([blob], Infinity)
    }
    return missing
  }

  keep(blobs: readonly string[], ms: number): void {
    if (this.#known.size >= MOST_ASKED) this.#known.clear()
    for (const blob of blobs) this.#known.set(blob, performance.now() + ms)
  }

  /** False without the forge. Whoever comes before it begins shares it. */
  fetch(ctx: Context): Promise<boolean> {
    const wait = Math.max(0, this.#lastAt + EVERY_MS - performance.now())
    this.#next ??= delay(wait).then(() => {
      this.#next = null
      this.#lastAt = performance.now()
      return this.#fetchNow(ctx)
    })
    return this.#next
  }

  async #fetchNow(ctx: Context): Promise<boolean> {
    const fetched = await this.mirror.fetch().catch(() => null)
    // Who does not hear it looks by the clock, as after all messages that are lost.
    if (fetched !== null && fetched.updates.length > 0) await notify(ctx, 'forge').catch(() => undefined)
    return fetched !== null
  }
}

const looksOf = new WeakMap<Mirror, Looks>()

/**
 * Fetches the repository when a report brings a content that this mirror lacks: a host may have a commit before Lockstep has it, and what
 * it runs must not be called of no commit then. Once for each content; other replicas look as well when there was something new.
 */
export async function lookForContent(ctx: Context, mirror: Mirror, report: ReportRequest): Promise<void> {
  const looks = looksOf.get(mirror) ?? new Looks(mirror)
  looksOf.set(mirror, looks)
  const missing = await looks.missing(blobsOf(report))
  if (missing.length === 0) return
  // Without the forge the report is stored all the same.
  const isAnswered = await answerWithin(looks.fetch(ctx), PATIENCE_MS)
  looks.keep(missing, isAnswered === true ? Infinity : AGAIN_MS)
}

function blobsOf({ facts, instances }: ReportRequest): Set<string> {
  const contents = [facts.delivered, ...instances.map(({ running }) => running)]
  return new Set(contents.flatMap((content) => content?.blob ?? []))
}
