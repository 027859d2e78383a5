import type { AppRow, CodeRow, DeliveryRow, InstallationRow, TokenRow } from './credentials'
import { Journal, type Entry } from './journal'
import type {
  AccountRow,
  CheckRunRow,
  CommentRow,
  IssueRow,
  LabelRow,
  PullRow,
  RepositoryRow,
  ReviewRow,
  RulesetRow,
  StatusRow,
  TeamRow,
} from './records'
import { Table, type Row } from './table'

const COMPACT_BYTES = 24 * 1024 * 1024

/** Everything the forge remembers besides git objects and refs: in memory, and durable after `save`. */
export class State {
  private readonly tables = new Map<string, Table<Row>>()
  /** Rows changed since the last save, by table and id; a row put twice is written once. */
  private readonly puts = new Map<string, [string, Row]>()
  private readonly deletes = new Map<string, [string, number]>()
  private lastId = 0
  private holds = 0
  private readonly journal: Journal

  readonly accounts = this.table<AccountRow>('accounts')
  readonly teams = this.table<TeamRow>('teams')
  readonly repositories = this.table<RepositoryRow>('repositories')
  readonly rulesets = this.table<RulesetRow>('rulesets')
  readonly labels = this.table<LabelRow>('labels')
  readonly issues = this.table<IssueRow>('issues')
  readonly pulls = this.table<PullRow>('pulls')
  readonly reviews = this.table<ReviewRow>('reviews')
  readonly comments = this.table<CommentRow>('comments')
  readonly statuses = this.table<StatusRow>('statuses')
  readonly checkRuns = this.table<CheckRunRow>('checkRuns')
  readonly apps = this.table<AppRow>('apps')
  readonly installations = this.table<InstallationRow>('installations')
  readonly tokens = this.table<TokenRow>('tokens')
  readonly codes = this.table<CodeRow>('codes')
  readonly deliveries = this.table<DeliveryRow>('deliveries')

  readonly accountsByLogin = this.accounts.groupBy((row) => row.login.toLowerCase())
  readonly repositoriesByName = this.repositories.groupBy((row) => `${row.ownerId}/${row.name.toLowerCase()}`)
  readonly issuesByNumber = this.issues.groupBy((row) => `${row.repositoryId}#${row.number}`)
  readonly issuesOfRepository = this.issues.groupBy((row) => `${row.repositoryId}`)
  readonly pullsOfRepository = this.pulls.groupBy((row) => `${row.repositoryId}`)
  readonly reviewsOfPull = this.reviews.groupBy((row) => `${row.pullId}`)
  readonly commentsOfIssue = this.comments.groupBy((row) => `${row.issueId}`)
  readonly statusesOfCommit = this.statuses.groupBy((row) => `${row.repositoryId}@${row.sha}`)
  readonly checkRunsOfCommit = this.checkRuns.groupBy((row) => `${row.repositoryId}@${row.headSha}`)
  readonly tokensByHash = this.tokens.groupBy((row) => row.hash)
  readonly codesByHash = this.codes.groupBy((row) => row.hash)
  readonly deliveriesOfApp = this.deliveries.groupBy((row) => `${row.appId}`)

  constructor(directory: string) {
    this.journal = Journal.open(directory, (entry) => this.replay(entry))
  }

  /** Ids come from one sequence, so they are unique across tables. */
  nextId(): number {
    this.lastId += 1
    return this.lastId
  }

  /** Makes every change since the last call durable, all or nothing. */
  save(): void {
    if (this.holds > 0 || this.puts.size + this.deletes.size === 0) return
    const entry = { puts: [...this.puts.values()], deletes: [...this.deletes.values()] }
    this.journal.append({ lastId: this.lastId, ...entry })
    this.puts.clear()
    this.deletes.clear()
    if (this.journal.length > COMPACT_BYTES) this.journal.compact(this.everything())
  }

  /** Runs many operations with one write at the end; a crash in between loses all of them. For seeding. */
  async batch<T>(work: () => Promise<T>): Promise<T> {
    this.holds += 1
    try {
      return await work()
    } finally {
      this.holds -= 1
      this.save()
    }
  }

  close(): void {
    this.save()
    this.journal.close()
  }

  private table<T extends Row>(name: string): Table<T> {
    const table = new Table<T>(name, {
      put: (from, row) => {
        this.puts.set(`${from} ${row.id}`, [from, row])
      },
      delete: (from, id) => {
        this.puts.delete(`${from} ${id}`)
        this.deletes.set(`${from} ${id}`, [from, id])
      },
    })
    this.tables.set(name, asAnyTable(table))
    return table
  }

  private replay(entry: Entry): void {
    for (const [name, row] of entry.puts) this.tables.get(name)?.load(row)
    for (const [name, id] of entry.deletes) this.tables.get(name)?.unload(id)
    this.lastId = Math.max(this.lastId, entry.lastId)
  }

  private everything(): Entry {
    const puts = [...this.tables].flatMap(([name, table]) =>
      table.all().map((row): [string, Row] => [name, row]),
    )
    return { lastId: this.lastId, puts, deletes: [] }
  }
}

/** Rows of a table only come back to the table they were written by, under the same name. */
function asAnyTable<T extends Row>(table: Table<T>): Table<Row> {
  return table as unknown as Table<Row>
}
