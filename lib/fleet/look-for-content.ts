import { setTimeout as delay } from 'node:timers/promises'
import { answerWithin } from '@/lib/answer-within'
import type { Context } from '@/lib/context'
import { notify } from '@/lib/events/notify'
import type { FetchResult, Mirror } from '@/lib/git/mirror'
import type { ReportRequest } from '@/lib/wire/report'

/** A forge that is slow keeps no connector waiting for longer. */
const PATIENCE_MS = 3_000
const MOST_ASKED = 10_000
/** A host whose file is another one in each report must not have the forge asked as often. */
const EVERY_MS = 2_000

class Looks {
  /** Contents that the mirror has, or did not have after a fetch: a file that somebody edited is reported again and again. */
  readonly known = new Set<string>()
  #lastAt = -Infinity
  #next: Promise<FetchResult | null> | null = null

  constructor(private readonly mirror: Mirror) {}

  /** Null without the forge. Whoever comes before it begins shares it. */
  fetch(): Promise<FetchResult | null> {
    const wait = Math.max(0, this.#lastAt + EVERY_MS - performance.now())
    this.#next ??= delay(wait).then(() => {
      this.#next = null
      this.#lastAt = performance.now()
      return this.mirror.fetch().catch(() => null)
    })
    return this.#next
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
  const { known } = looks
  if (known.size >= MOST_ASKED) known.clear()
  const missing: string[] = []
  for (const blob of blobsOf(report)) {
    if (known.has(blob)) continue
    if ((await mirror.objects.sizeOf(blob)) === null) missing.push(blob)
    else known.add(blob)
  }
  if (missing.length === 0) return
  // Without the forge the report is stored all the same, and it is asked again at the next one.
  const fetched = await answerWithin(looks.fetch(), PATIENCE_MS)
  if (fetched === null) return
  for (const blob of missing) known.add(blob)
  if (fetched.updates.length > 0) await notify(ctx, 'forge')
}

function blobsOf({ facts, instances }: ReportRequest): Set<string> {
  const contents = [facts.delivered, ...instances.map(({ running }) => running)]
  return new Set(contents.flatMap((content) => content?.blob ?? []))
}
