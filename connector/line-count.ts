import { countChangedLines } from '@/lib/policy/edit/line-diff'
import type { Desired } from '@/lib/wire/desired'
import type { ContentFact, ReportAnswer } from '@/lib/wire/report'
import { MAX_POLICY_BYTES } from '@/lib/wire/terms'
import type { Wanted } from './delivery'
import { sha256Of } from './digest'
import { readPlace } from './live-place'
import type { ServerLink } from './server-link'

/** In how many lines a live file differs from what git wants, so that the server can say so: a number tells nothing of what stands in them. */
export class LineCount {
  #counted: { readonly sha256: string; readonly differs: NonNullable<ContentFact['differs']> } | null = null

  constructor(
    private readonly link: ServerLink,
    /** The live file. */
    private readonly path: string,
  ) {}

  /** A fact about the live file, with the count when there is one of these bytes. */
  addTo(fact: ContentFact | null): ContentFact | null {
    const counted = this.#counted
    return fact === null || counted?.sha256 !== fact.sha256 ? fact : { ...fact, differs: counted.differs }
  }

  /**
   * Counts anew when the file is another one than that of the server's answer, which is fetched unless it is `wanted` here. True when there
   * is something to report; what cannot be had now is tried again with the next answer.
   */
  async count(
    delivered: ContentFact | null,
    { desired, takesDiffers }: ReportAnswer,
    wanted: Wanted | null,
    signal: AbortSignal,
  ): Promise<boolean> {
    const sha256 = delivered?.sha256 ?? null
    if (takesDiffers !== true || sha256 === null || desired.kind !== 'file' || sha256 === desired.sha256)
      return false
    const from = desired.sha256
    if (this.#counted?.sha256 === sha256 && this.#counted.differs.from === from) return false
    try {
      const there = readPlace(this.path, MAX_POLICY_BYTES)
      const inGit = wanted?.sha256 === from ? wanted.bytes : await this.#fetch(desired, signal)
      if (inGit === null || typeof there === 'number' || sha256Of(there) !== sha256) return false
      const lines = countChangedLines(Buffer.from(inGit).toString('utf8'), there.toString('utf8'))
      this.#counted = { sha256, differs: { from, lines } }
      return true
    } catch {
      return false
    }
  }

  async #fetch({ sha256 }: Desired & { kind: 'file' }, signal: AbortSignal): Promise<Uint8Array | null> {
    const answer = await this.link.desired('', { waitS: 0, signal, alone: true })
    if (answer === null || answer.content === null) return null
    const bytes = Buffer.from(answer.content, 'base64')
    return sha256Of(bytes) === sha256 ? bytes : null
  }
}
