type Search = Record<string, string | string[] | undefined>

/** What the address of the explorer may say; a repeated key counts once, and unknown keys are ignored. */
export function readExplorerSearch(search: Search): {
  at: string | undefined
  q: string | undefined
  team: string | undefined
  /** Only what the person owns. */
  mine: '1' | undefined
  /** Place of the first policy that is shown, from 0. */
  from: number
} {
  const from = first(search.from) ?? ''
  return {
    at: first(search.at),
    q: first(search.q),
    team: first(search.team),
    mine: first(search.mine) === '1' ? '1' : undefined,
    from: /^\d{1,6}$/.test(from) ? Number(from) : 0,
  }
}

/** What the address of a policy may say. */
export function readPolicySearch(search: Search): {
  at: string | undefined
  tool: string | undefined
  view: 'matrix' | 'reading' | undefined
  compare: { older: string; newer: string } | undefined
  /** Of a comparison. */
  diff: 'column' | undefined
  table: 'runs' | undefined
  /** Line of the policy test that is open. */
  case: number | undefined
} {
  const view = first(search.view)
  const line = first(search.case) ?? ''
  const compare = /^(.{1,100}?)\.\.\.(.{1,100})$/.exec(first(search.compare) ?? '')
  return {
    at: first(search.at),
    tool: first(search.tool),
    view: view === 'matrix' || view === 'reading' ? view : undefined,
    compare: compare === null ? undefined : { older: compare[1] ?? '', newer: compare[2] ?? '' },
    diff: search.diff === 'column' ? 'column' : undefined,
    table: search.table === 'runs' ? 'runs' : undefined,
    case: /^[1-9]\d{0,6}$/.test(line) ? Number(line) : undefined,
  }
}

function first(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value
  return text === undefined || text === '' ? undefined : text
}
