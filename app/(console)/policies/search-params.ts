type Search = Record<string, string | string[] | undefined>

/** Commits, branches or instants. */
interface ComparedEnds {
  older: string
  newer: string
}

/** What the address of the explorer may say; a repeated key counts once, and unknown keys are ignored. */
export function readExplorerSearch(search: Search): {
  at: string | undefined
  q: string | undefined
  team: string | undefined
  /** Only what the person owns. */
  mine: '1' | undefined
  /** Place of the first policy that is shown, from 0. */
  from: number
  compare: ComparedEnds | undefined
} {
  const from = first(search.from) ?? ''
  return {
    at: first(search.at),
    q: first(search.q),
    team: first(search.team),
    mine: first(search.mine) === '1' ? '1' : undefined,
    from: /^\d{1,6}$/.test(from) ? Number(from) : 0,
    compare: readEnds(search),
  }
}

/** What the address of a policy may say. */
export function readPolicySearch(search: Search): {
  at: string | undefined
  tool: string | undefined
  view: 'matrix' | 'reading' | undefined
  compare: ComparedEnds | undefined
  /** Of a comparison. */
  diff: 'column' | undefined
  table: 'runs' | undefined
  /** Line of the policy test that is open. */
  case: number | undefined
} {
  const view = first(search.view)
  const line = first(search.case) ?? ''
  return {
    at: first(search.at),
    tool: first(search.tool),
    view: view === 'matrix' || view === 'reading' ? view : undefined,
    compare: readEnds(search),
    diff: search.diff === 'column' ? 'column' : undefined,
    table: search.table === 'runs' ? 'runs' : undefined,
    case: /^[1-9]\d{0,6}$/.test(line) ? Number(line) : undefined,
  }
}

function readEnds({ compare }: Search): ComparedEnds | undefined {
  const ends = /^(.{1,100}?)\.\.\.(.{1,100})$/.exec(first(compare) ?? '')
  return ends === null ? undefined : { older: ends[1] ?? '', newer: ends[2] ?? '' }
}

function first(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value
  return text === undefined || text === '' ? undefined : text
}
