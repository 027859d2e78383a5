import { createHash } from 'node:crypto'
import { KeptAnswers } from '@/lib/kept-answers'
import type { LintFinding, LintOptions } from '@/lib/policy/lint/lint-finding'
import { lintPolicy } from '@/lib/policy/lint/lint-policy'
import { processWide } from '@/lib/process-wide'
import { type Configuration, severitiesOf } from './configuration'

/** A page shows so many; their messages hold names of the file. */
const MOST = 200
/** Findings of all kept answers together; one takes some hundred characters. */
const KEPT = 10_000

const kept = processWide(
  'lint-of-contents',
  () => new KeptAnswers<LintOfContent>(KEPT, ({ findings }) => 1 + findings.length),
)

/** What lint says about a content, errors first. */
export interface LintOfContent {
  readonly findings: readonly LintFinding[]
  /** Of all, also of those that are not among `findings`. */
  readonly count: number
}

/** Lints a policy's content once for the same tools and settings: a page asks again at each reload, and a long file takes seconds. */
export function lintContent(
  { sha256, path, text }: { readonly sha256: string; readonly path: string; readonly text: string },
  tools: Pick<LintOptions, 'toolNames' | 'toolSource'>,
  configuration: Configuration,
): Promise<LintOfContent> {
  const severityOf = severitiesOf(configuration, path)
  const settings = severityOf === undefined ? null : [path, configuration.lint]
  const key = createHash('sha256')
    .update(JSON.stringify([sha256, tools, settings]))
    .digest('hex')
  return kept.get(key, () => {
    const found = lintPolicy(text, { ...tools, ...(severityOf && { severityOf }) })
    const rank = { error: 0, warning: 1, info: 2 }
    const first = found.toSorted((a, b) => rank[a.severity] - rank[b.severity]).slice(0, MOST)
    return Promise.resolve({ findings: first, count: found.length })
  })
}
