/**
 * Pages that the server renders from what moves, with the topics that render them again. Pages with queries of their own are not here:
 * their keys begin with the topic.
 */
export const LIVE_PAGES: readonly { readonly path: RegExp; readonly topics: readonly string[] }[] = [
  { path: /^\/$/, topics: ['mirror', 'changes', 'fleet', 'drafts'] },
  { path: /^\/policies(\/|$)/, topics: ['mirror', 'changes', 'fleet'] },
  { path: /^\/changes$/, topics: ['mirror', 'changes', 'fleet', 'drafts'] },
  { path: /^\/changes\//, topics: ['mirror', 'changes', 'fleet'] },
  { path: /^\/fleet(\/|$)/, topics: ['mirror', 'fleet'] },
  { path: /^\/connect$/, topics: ['fleet'] },
  { path: /^\/(settings|audit)(\/|$)/, topics: ['sessions', 'audit', 'fleet'] },
]

/** What moves the numbers of the bar. */
export const BAR_TOPICS: readonly string[] = ['mirror', 'changes', 'fleet']

const KNOWN = new Set(['mirror', 'changes', 'decisions', 'fleet', 'drafts', 'sessions', 'audit'])

/** A topic that this version of the page does not know means anything may have moved. */
export function topicOf(topic: string): string {
  return KNOWN.has(topic) ? topic : 'everything'
}
