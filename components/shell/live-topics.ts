interface LivePage {
  /** Render it again as soon as they move. */
  readonly topics: readonly string[]
  /** What it only counts, and what may move all the time. */
  readonly counted?: readonly string[]
}

/**
 * Pages that the server renders from what moves, with the topics that render them again. Pages with queries of their own are not here:
 * their keys begin with the topic.
 */
const LIVE_PAGES: readonly (LivePage & { readonly path: RegExp })[] = [
  { path: /^\/$/, topics: ['mirror', 'changes', 'fleet', 'drafts'], counted: ['decisions'] },
  { path: /^\/policies(\/|$)/, topics: ['mirror', 'changes', 'fleet'], counted: ['decisions'] },
  { path: /^\/changes$/, topics: ['mirror', 'changes', 'fleet', 'drafts'] },
  { path: /^\/changes\//, topics: ['mirror', 'changes', 'fleet'] },
  { path: /^\/fleet\/./, topics: ['mirror', 'fleet'], counted: ['decisions'] },
  { path: /^\/fleet$/, topics: ['mirror', 'fleet'] },
  { path: /^\/connect$/, topics: ['fleet'] },
  { path: /^\/(settings|audit)(\/|$)/, topics: ['sessions', 'audit', 'fleet'] },
]

/** What renders the page at an address again; nothing for all others. */
export function livePage({ pathname, search }: Pick<Location, 'pathname' | 'search'>): Required<LivePage> {
  const page = { topics: [], counted: [], ...LIVE_PAGES.find(({ path }) => path.test(pathname)) }
  // What was and what differs counts no decisions that come; the tip by its name waits for the minute.
  return /[?&](at|compare)=[^&]/.test(search) ? { ...page, counted: [] } : page
}

/** What moves the numbers of the bar. */
export const BAR_TOPICS: readonly string[] = ['mirror', 'changes', 'fleet']

const KNOWN = new Set(['mirror', 'changes', 'decisions', 'fleet', 'drafts', 'sessions', 'audit'])

/** A topic that this version of the page does not know means anything may have moved. */
export function topicOf(topic: string): string {
  return KNOWN.has(topic) ? topic : 'everything'
}
