/**
 * Every address of the console in one place; nothing else builds a link. Snapshotted by `routes.test.ts`.
 * Paths of policies are relative to the policy root, with extension. Unknown query keys are ignored by every page.
 */

type Query = Record<string, string | number | readonly string[] | undefined>

/** Appends the defined keys in the given order; a list repeats its key. */
function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue
    for (const one of Array.isArray(value) ? value : [value]) search.append(key, String(one))
  }
  const text = search.toString()
  return text === '' ? path : `${path}?${text}`
}

/** Encodes each segment, so that a hostile file name stays inside its segment. */
function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

export const routes = {
  /** `since`: how far back its numbers go; `table`: the chart that is shown as a table. */
  overview: (query: { since?: '7d' | undefined; table?: 'decisions' | undefined } = {}) =>
    withQuery('/', query),
  /** `mine`: only those that the person owns; `compare`: all policies at two commits, `older...newer`. */
  policies: (
    query: {
      at?: string
      q?: string
      team?: string
      mine?: '1' | undefined
      from?: string
      compare?: string
    } = {},
  ) => withQuery('/policies', query),
  policy: (path: string, query: PolicyQuery = {}) => withQuery(`/policies/${encodePath(path)}`, { ...query }),
  draft: (
    id: string,
    query: {
      view?: string
      file?: string
      tool?: string
      line?: string
      emergency?: '1'
      /** The decision that it began with. */
      d?: string
    } = {},
  ) => withQuery(`/drafts/${encodeURIComponent(id)}`, query),
  changes: (query: ChangesQuery = {}) => withQuery('/changes', { ...query }),
  change: (number: number, query: { table?: 'rollout'; files?: 'yaml' } = {}) =>
    withQuery(`/changes/${number}`, query),
  changeEvidence: (number: number, query: { at?: string | undefined } = {}) =>
    withQuery(`/changes/${number}/evidence`, query),
  changeByCommit: (sha: string, query: { table?: 'rollout'; files?: 'yaml' } = {}) =>
    withQuery(`/changes/by-commit/${encodeURIComponent(sha)}`, query),
  decisions: (query: DecisionsQuery = {}) => withQuery('/decisions', { ...query }),
  fleet: (query: FleetQuery = {}) => withQuery('/fleet', { ...query }),
  /** `part`: a place on the page. */
  proxy: (name: string, part?: 'tools') =>
    `/fleet/${encodeURIComponent(name)}${part === undefined ? '' : `#${part}`}`,
  /** What a proxy ran at a commit or an instant. */
  proxyThen: (name: string, at: string) => withQuery(`/fleet/${encodeURIComponent(name)}`, { at }),
  connect: (query: { policy?: string; name?: string } = {}) => withQuery('/connect', query),
  /** Without a page: the first one that the person may see. */
  settings: (page?: SettingsPage) => (page === undefined ? '/settings' : `/settings/${page}`),
  audit: (query: AuditQuery = {}) => withQuery('/audit', { ...query }),
  /** Without a slug: the list of all pages. */
  docs: (slug = '') => (slug === '' ? '/docs' : `/docs/${encodePath(slug)}`),
  signin: (query: { next?: string; problem?: string } = {}) => withQuery('/signin', query),
} as const

/** Keys of a policy's address, in the order in which they stand there. */
export interface PolicyQuery {
  at?: string | undefined
  tool?: string | undefined
  view?: string | undefined
  /** Two commits, `older...newer`. */
  compare?: string | undefined
  /** The comparison's lines in one column instead of side by side. */
  diff?: 'column' | undefined
  /** The comparison's chart as a table. */
  table?: 'runs' | undefined
  /** The policy test that is open, by its line. */
  case?: number | undefined
}

/** Keys of the list of changes' address, in the order in which they stand there. */
export interface ChangesQuery {
  state?: string | undefined
  /** An owner of what is touched. */
  team?: string | undefined
  /** Who drafted it. */
  by?: string | undefined
  /** Below the policy root. */
  policy?: string | undefined
  effect?: 'loosens' | 'tightens' | undefined
  emergency?: '1' | undefined
  needs?: 'me' | undefined
  /** Not through Lockstep: opened on the forge, or pushed without a pull request. */
  via?: 'github' | 'push' | undefined
  q?: string | undefined
  /** Also what is long done. */
  more?: '1' | undefined
  at?: string | undefined
}

/** Keys of the log's address, in the order in which they stand there. */
export interface DecisionsQuery {
  from?: string | undefined
  to?: string | undefined
  hours?: string | undefined
  /** These five repeat their key for several values. */
  result?: string | readonly string[] | undefined
  tool?: string | readonly string[] | undefined
  rule?: string | readonly string[] | undefined
  proxy?: string | readonly string[] | undefined
  policy?: string | readonly string[] | undefined
  q?: string | undefined
  table?: string | undefined
  live?: string | undefined
  cursor?: string | undefined
  /** Id of the row that the list begins with. */
  top?: string | undefined
  d?: string | undefined
}

/** Keys of the fleet's address, in the order in which they stand there. */
export interface FleetQuery {
  by?: string | undefined
  state?: string | readonly string[] | undefined
  env?: string | undefined
  /** `lt3`: only proxies whose evidence is below E3. */
  evidence?: string | undefined
  /** `changed`: only proxies whose server changed its tools. */
  tools?: string | undefined
  q?: string | undefined
  /** How many rows come before the page. */
  from?: string | undefined
  /** How much time the slider of instants spans; two weeks without it. */
  scale?: 'day' | 'all' | undefined
  /** A commit or an instant: the fleet as it was then. */
  at?: string | undefined
}

/** Keys of the trail's address, in the order in which they stand there. */
export interface AuditQuery {
  who?: string | undefined
  action?: string | undefined
  /** What it was done to. */
  q?: string | undefined
  /** Days or instants, ISO 8601. */
  from?: string | undefined
  to?: string | undefined
  /** Id of the last line of the page before. */
  before?: string | undefined
}

export type SettingsPage = 'repository' | 'people' | 'keys' | 'environments' | 'retention'

/** Routes that answer to forms and programs of the console. */
export const apiRoutes = {
  signIn: () => '/api/signin',
  signOut: () => '/api/signout',
  session: (id: string) => `/api/sessions/${encodeURIComponent(id)}`,
  drafts: () => '/api/drafts',
  draft: (id: string) => `/api/drafts/${encodeURIComponent(id)}`,
  draftSources: (query: { path?: string } = {}) => withQuery('/api/drafts/sources', query),
  draftFromCall: () => '/api/decisions/draft',
  pinCall: () => '/api/decisions/pin',
  seenCalls: (policy: string) => withQuery('/api/decisions/seen', { policy }),
  submitDraft: (id: string) => `/api/drafts/${encodeURIComponent(id)}/submit`,
  newerDecisions: (query: DecisionsQuery & { after?: string } = {}) =>
    withQuery('/api/decisions/newer', { ...query }),
  exportDecisions: (query: DecisionsQuery & { format?: 'csv' | 'ndjson' | 'otlp' } = {}) =>
    withQuery('/api/decisions/export', { ...query }),
  exportBuckets: (query: DecisionsQuery & { format?: 'csv' | 'ndjson' } = {}) =>
    withQuery('/api/decisions/buckets', { ...query }),
  exportTopRules: (query: { hours?: '168' | undefined; format?: 'csv' | 'ndjson' } = {}) =>
    withQuery('/api/decisions/top-rules', query),
  exportChanges: (query: ChangesQuery & { format?: 'csv' | 'ndjson' } = {}) =>
    withQuery('/api/changes', { ...query }),
  refreshChange: (number: number) => `/api/changes/${number}/refresh`,
  describeChange: (number: number) => `/api/changes/${number}/description`,
  changeEvidence: (number: number, query: { at?: string | undefined } = {}) =>
    withQuery(`/api/changes/${number}/evidence`, query),
  /** `policy`: full repository paths, the names of one file; without it every policy. */
  commits: (query: { q?: string; policy?: readonly string[] | undefined } = {}) =>
    withQuery('/api/commits', { ...query }),
  revertCommit: (sha: string) => `/api/commits/${encodeURIComponent(sha)}/revert`,
  returnToCommit: (sha: string) => `/api/commits/${encodeURIComponent(sha)}/return`,
  exportPolicies: (
    query: { at?: string; q?: string; team?: string; mine?: '1' | undefined; format?: 'csv' | 'ndjson' } = {},
  ) => withQuery('/api/policies', query),
  /** `policy`: below the policy root; all policies without it. */
  exportComparison: (query: { compare: string; policy?: string | undefined; format?: 'csv' | 'ndjson' }) =>
    withQuery('/api/policies/comparison', { ...query }),
  exportRuns: (query: { policy: readonly string[]; from: string; to: string; format?: 'csv' | 'ndjson' }) =>
    withQuery('/api/policies/runs', { ...query }),
  /** `policy`: below the policy root; `of`: the cases, or what they cover. */
  exportPolicyTests: (query: {
    policy: string
    at?: string | undefined
    of?: 'cases' | 'coverage'
    format?: 'csv' | 'ndjson'
  }) => withQuery('/api/policies/tests', query),
  exportRollout: (sha: string, query: { format?: 'csv' | 'ndjson' } = {}) =>
    withQuery(`/api/commits/${encodeURIComponent(sha)}/rollout`, query),
  keys: () => '/api/keys',
  exportKeys: () => '/api/keys?format=csv',
  exportPeople: () => '/api/people?format=csv',
  exportSessions: (of: 'me' | 'everybody') => withQuery('/api/sessions', { of, format: 'csv' }),
  key: (id: string) => `/api/keys/${encodeURIComponent(id)}`,
  auditExport: (query: AuditQuery & { format?: 'ndjson' | 'csv' } = {}) =>
    withQuery('/api/audit', { ...query }),
  exportFleet: (query: FleetQuery & { format?: 'csv' | 'ndjson' } = {}) =>
    withQuery('/api/fleet', { ...query }),
  exportLoads: (name: string, query: { format?: 'csv' | 'ndjson' } = {}) =>
    withQuery(`/api/fleet/${encodeURIComponent(name)}/loads`, query),
  exportInstances: (name: string, query: { format?: 'csv' | 'ndjson' } = {}) =>
    withQuery(`/api/fleet/${encodeURIComponent(name)}/instances`, query),
  fleetProxy: (name: string) => `/api/fleet/${encodeURIComponent(name)}`,
  retireProxy: (name: string) => `/api/fleet/${encodeURIComponent(name)}/retire`,
  acknowledgeTools: (name: string) => `/api/fleet/${encodeURIComponent(name)}/acknowledge-tools`,
  toldLists: (query: { proxy?: string } = {}) => withQuery('/api/tools/lists', query),
  knownTools: (policy: string) => withQuery('/api/tools', { policy }),
  renewToken: (name: string) => `/api/fleet/${encodeURIComponent(name)}/renew-token`,
  revokeToken: (name: string) => `/api/fleet/${encodeURIComponent(name)}/revoke-token`,
  askHost: (name: string) => `/api/fleet/${encodeURIComponent(name)}/requests`,
  adoptFile: (name: string) => `/api/fleet/${encodeURIComponent(name)}/adopt`,
  changeProxyPath: (name: string) => `/api/fleet/${encodeURIComponent(name)}/path`,
  program: () => '/lockstep.mjs',
  /** Whether pages can be made. */
  ready: () => withQuery('/readyz', { for: 'page' }),
  /** `age`: milliseconds since the page was asked for. */
  events: (query: { age?: string } = {}) => withQuery('/api/events', query),
  jump: (query: { q?: string } = {}) => withQuery('/api/jump', query),
  moments: () => '/api/moments',
  bar: () => '/api/bar',
  webhook: () => '/api/webhooks/github',
} as const

/** Links to the forge, derived from its address and never stored. */
export function forgeRoutes(webUrl: string, repository: { owner: string; name: string }) {
  const base = `${webUrl.replace(/\/$/, '')}/${encodeURIComponent(repository.owner)}/${encodeURIComponent(repository.name)}`
  return {
    repository: () => base,
    pull: (number: number) => `${base}/pull/${number}`,
    /** Where a pull request is reviewed: its changed files, with the control for it. */
    review: (number: number) => `${base}/pull/${number}/files`,
    commit: (sha: string) => `${base}/commit/${sha}`,
    file: (sha: string, path: string) => `${base}/blob/${sha}/${encodePath(path)}`,
  } as const
}

/** The forge's addresses of one repository. */
export type ForgeRoutes = ReturnType<typeof forgeRoutes>
