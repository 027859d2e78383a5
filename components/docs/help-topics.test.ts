import { describe, expect, it } from 'vitest'
import { listDocs } from '@/lib/docs/list-docs'
import { ERRORS } from '@/lib/errors'
import { FLEET_STATES } from '@/lib/fleet/states'
import { HELP_PLACES, helpAddress, type HelpTopic } from '@/lib/help-topics'
import { LINT_RULES } from '@/lib/policy/lint/lint-rules'
import { headingIds } from './outline'
import { parseMarkdown } from './parse-markdown'

/** Every name of a table, as the compiler knows them. */
function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(table).filter((name): name is Name => name in table)
}

const TOPICS: readonly HelpTopic[] = [
  ...namesOf(HELP_PLACES),
  ...namesOf(ERRORS).map((code) => `errors/${code}` as const),
  ...namesOf(LINT_RULES).map((rule) => `lint/${rule}` as const),
  ...FLEET_STATES.map(({ slug }) => `state/${slug}` as const),
]

describe('what the console links to', async () => {
  const pages = new Map((await listDocs()).map(({ slug, text }) => [slug, text]))

  it.each(TOPICS)('is explained at the heading of its own: %s', (topic) => {
    const [slug = '', heading] = helpAddress(topic)
      .replace(/^\/docs\//, '')
      .split('#')
    const text = pages.get(slug)
    expect(text, `the page ${slug}`).toBeDefined()
    const ids = [...headingIds(parseMarkdown(text ?? '')).values()].map(({ id }) => id)
    expect(['', ...ids]).toContain(heading ?? '')
  })
})
