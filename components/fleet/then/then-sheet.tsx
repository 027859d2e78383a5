import Link from 'next/link'
import { countOf, formatBytes, formatCount } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import { routes } from '@/lib/routes'

interface RunShown {
  readonly nativeId: string
  readonly since: Date
  readonly until: Date | null
  readonly sha256: string | null
  readonly blob: string | null
  readonly commit: string | null
  readonly evidence: number
}

interface AgreedShown {
  readonly number: number
  readonly title: string
  readonly draftedBy: string
  readonly mergedBy: string | null
  readonly mergedAt: Date | null
  readonly approvals: readonly { readonly login: string; readonly at: string }[] | null
}

interface DecidedShown {
  readonly from: Date
  readonly to: Date
  readonly allowed: number
  readonly denied: number
  readonly counted: 'calls' | 'hours' | 'no-log'
  readonly missing: { readonly bytes: number; readonly events: number | null } | null
  /** When its connector was heard of last, where that was before the end of this time and it has not come back. */
  readonly silentSince: Date | null
}

interface ThenSheetProps {
  readonly repository: string
  readonly branch: string
  readonly name: string
  /** Full repository path. */
  readonly policyPath: string
  readonly at: Date
  /** The commit that stands for the instant, 40 hex; null when an instant was asked for. */
  readonly commit: string | null
  /** Of this page, as it was asked for; whole, since it is printed. */
  readonly address: string
  readonly madeAt: Date
  /** Tip of the branch then; null before Lockstep knew it. */
  readonly tip: string | null
  readonly desired: { readonly commit: string; readonly blob: string } | null
  readonly runs: readonly RunShown[]
  readonly state: 'in-sync' | 'other' | 'not-known' | 'not-running'
  /** When its connector was heard of last, where it was offline then. */
  readonly silentSince: Date | null
  /** Who agreed to what ran; null when no pull request brought it, or several contents ran. */
  readonly agreed: AgreedShown | null
  readonly decided: DecidedShown | null
}

/** What one proxy enforced at one instant, as a sheet to print: the statement first, what it does not prove last. */
export function ThenSheet(props: ThenSheetProps) {
  const { repository, branch, name, policyPath, at, commit, address, madeAt } = props
  const { tip, desired, runs, agreed, decided } = props
  const [run] = runs
  return (
    <article className="sheet">
      <p className="dim">{repository} · statement of enforcement</p>
      <h1>
        What {name} enforced at {formatInstant(at)}
      </h1>
      <p className="stm">
        <Statement {...props} />
      </p>
      <h2>The content</h2>
      <dl className="kv dl">
        <dt>File</dt>
        <dd className="mono">{policyPath}</dd>
        <dt>Commit</dt>
        <dd className="mono">{run?.commit ?? (run === undefined ? 'nothing' : 'no commit of the branch')}</dd>
        <dt>Git blob</dt>
        <dd className="mono">{run?.blob ?? 'not known'}</dd>
        <dt>sha256</dt>
        <dd className="mono">{run?.sha256 ?? 'not known'}</dd>
        <dt>Desired then</dt>
        {desired !== null && desired.blob === run?.blob ? (
          <dd>the same content</dd>
        ) : (
          <dd className="mono">{desired?.blob ?? 'not known'}</dd>
        )}
        <dt>At that time {branch} was</dt>
        <dd className="mono">{tip ?? 'not known'}</dd>
        {commit !== null && (
          <>
            <dt>Asked for</dt>
            <dd>
              since when {branch} is known to have <span className="mono">{commit}</span>
            </dd>
          </>
        )}
      </dl>
      <Agreed agreed={agreed} />
      <h2>How it is known</h2>
      {runs.length === 0 ? (
        <p>No process is on record that had started and not ended by then.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th>Process</th>
              <th>Loaded</th>
              <th>Until</th>
              <th>sha256</th>
              <th>Level</th>
            </tr>
          </thead>
          <tbody>
            {runs.map(({ nativeId, since, until, sha256, evidence }) => (
              <tr key={`${nativeId} ${since.getTime()}`}>
                <td className="mono">{nativeId}</td>
                <td className="num" data-l="Loaded">
                  {formatInstant(since)}
                </td>
                <td className="num" data-l="Until">
                  {until === null ? 'no later load is recorded' : formatInstant(until)}
                </td>
                <td className="mono" data-l="sha256">
                  {sha256 === null ? 'not proved' : `${sha256.slice(0, 12)}…`}
                </td>
                <td data-l="Level">E{evidence}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <h2>What it decided in that hour</h2>
      <p>{decided === null ? 'Nothing is on record.' : sayDecided(decided, madeAt)}</p>
      <h2>What this does not prove</h2>
      <ul className="np">
        {limitsOf(runs).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <p className="dim end">
        Made {formatInstant(madeAt)} by Lockstep from git, GitHub’s answers and connector reports. The same
        page: <a href={address}>{address}</a>
      </p>
    </article>
  )
}

function Statement({ name, policyPath, at, runs, desired, state, silentSince, agreed }: ThenSheetProps) {
  const [run] = runs
  const when = formatInstant(at)
  if (run === undefined)
    return `At ${when} no process of ${name} is on record: it enforced nothing that Lockstep knows.`
  if (silentSince !== null)
    return `What ${name} enforced at ${when} is not known: its connector was last heard of ${formatInstant(silentSince)}. What it had loaded by then is listed below.`
  if (runs.some(({ evidence }) => evidence < 3))
    return `What ${name} enforced at ${when} is not proved: the evidence of a process was below E3.`
  if (runs.some(({ blob, sha256 }) => blob !== run.blob || sha256 !== run.sha256))
    return `At ${when} ${countOf(runs.length, 'process', 'processes')} of ${name} enforced several contents of ${policyPath}; they are listed below.`
  const what =
    run.commit === null
      ? 'a content of no commit of the branch'
      : `the content of commit ${run.commit.slice(0, 7)}`
  const through = agreed === null || run.commit === null ? '' : ` (#${agreed.number})`
  const level = Math.min(...runs.map(({ evidence }) => evidence))
  return (
    <>
      <b>
        At {when} the proxy {name} enforced {policyPath} with {what}
        {through}.
      </b>{' '}
      It had done so since {formatInstant(run.since)}
      {run.until === null ? ', and no later load is recorded' : `, and did until ${formatInstant(run.until)}`}
      . This is proved at level E{level}, on {countOf(runs.length, 'process', 'processes')}.{' '}
      {desired === null
        ? 'What git wanted then is not known.'
        : state === 'in-sync'
          ? 'It was what git wanted.'
          : 'It was not what git wanted.'}
    </>
  )
}

function Agreed({ agreed }: { agreed: AgreedShown | null }) {
  if (agreed === null)
    return (
      <>
        <h2>Who agreed to it</h2>
        <p>No pull request is known that brought this content.</p>
      </>
    )
  const { number, title, draftedBy, mergedBy, mergedAt, approvals } = agreed
  return (
    <>
      <h2>Who agreed to it</h2>
      <p>
        #{number} {title}, drafted by @{draftedBy}
        {mergedBy !== null && `, merged by @${mergedBy}`}
        {mergedAt !== null && ` ${formatInstant(mergedAt)}`}.{' '}
        {approvals === null
          ? 'Its approvals are not read from GitHub yet.'
          : approvals.length === 0
            ? 'Nobody approved it.'
            : `Approved by ${approvals.map(({ login }) => `@${login}`).join(', ')}, as recorded at the merge.`}{' '}
        <Link href={routes.changeEvidence(number)} prefetch={false}>
          Evidence of the change
        </Link>
      </p>
    </>
  )
}

function sayDecided(
  { from, to, allowed, denied, counted, missing, silentSince }: DecidedShown,
  madeAt: Date,
): string {
  if (counted === 'no-log') return 'It never sent a log: not known.'
  // An hour that is not over may bring more, also of what was decided before this sheet was made.
  const until = to > madeAt ? `${formatInstant(madeAt)}, when the hour was not over` : formatInstant(to)
  const total = `${formatInstant(from)} to ${until}: ${countOf(allowed + denied, 'decision')}, ${formatCount(allowed)} allowed, ${formatCount(denied)} denied.`
  const silent =
    silentSince === null
      ? ''
      : ` Its connector was last heard of ${formatInstant(silentSince)}: what it decided after that is not in the log.`
  const whose = silentSince === null ? 'its log in that hour' : 'the log that came'
  return missing === null
    ? `${total}${silent} Nothing of ${whose} is known to be missing.`
    : `${total}${silent} ${formatBytes(missing.bytes)} of its log in that hour were never read.`
}

function limitsOf(runs: readonly RunShown[]): string[] {
  return [
    ...(runs.some(({ evidence }) => evidence === 3)
      ? [
          'The memory of the process: at E3 it is inferred from an unchanged file and a load event, not reported by the proxy.',
        ]
      : []),
    'Times of loads are those of the host, put right by what its clock was off when it told them: to within 2 s.',
    'Calls that never reached the proxy are in no log.',
    'That a GitHub account was used by the person it belongs to.',
  ]
}
