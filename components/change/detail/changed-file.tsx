import Link from 'next/link'
import { FileDiffView } from '@/components/policy/file-diff-view'
import { MeaningList } from '@/components/change/meaning-list'
import { SettingsMeaning } from '@/components/change/settings-meaning'
import { HelpLink } from '@/components/ui/help-link'
import { countOf } from '@/components/ui/format-number'
import { Icon } from '@/components/ui/icon'
import { FEW_NAMES, oneOf } from '@/components/ui/list-names'
import type { FileMeaning } from '@/lib/changes/compare-files'
import type { SettingsMeaning as SettingsMeaningOf } from '@/lib/changes/compare-settings'
import type { OwnerPrediction } from '@/lib/changes/predict-owners'
import type { FileDiff } from '@/lib/git/diff'
import type { DifferenceLine } from '@/lib/policy/compare/locate-difference'
import { printable } from '@/lib/policy/describe/sentence'
import { routes } from '@/lib/routes'
import { foldHunks } from './fold-hunks'

/** One path of a change. */
export interface ShownFile {
  readonly diff: FileDiff
  /** Its path below the policy root; null for what is no policy. */
  readonly policy: string | null
  /** Null for what is no policy. */
  readonly meaning: FileMeaning['meaning'] | null
  /** What it does as the settings of the repository; null for every other file. */
  readonly settings: SettingsMeaningOf | null
  /** Null when there is no owners file, or nobody has to agree. */
  readonly owners: OwnerPrediction | null
  /** The other place of one that moved, with the same bytes or not; null for all others. */
  readonly moved: { readonly from?: string; readonly to?: string; readonly isSame: boolean } | null
}

interface ChangedFileProps {
  readonly file: ShownFile
  readonly commits: { readonly before: string | null; readonly after: string }
  readonly view: 'both' | 'yaml'
  readonly isOpen: boolean
}

/** Of a longer diff, the first hunks are shown and the others are behind one line. */
const MOST_LINES = 30

/** Path, size and owners; below it what it means, and the lines. */
export function ChangedFile({ file, commits, view, isOpen }: ChangedFileProps) {
  const { diff, policy, meaning, settings, owners, moved } = file
  const { path, content } = diff
  const status = moved === null ? STATUS[diff.status] : 'moved'
  return (
    <section className="fl" aria-label={printable(path)}>
      <div className="row fh">
        <h3 className="mono b">
          <Path file={file} commits={commits} />
        </h3>
        {content.kind === 'lines' && (
          <span className="mono s num nw">
            <span className="allow">+{content.added}</span> <span className="deny">−{content.removed}</span>
          </span>
        )}
        {status !== null && <span className="tag dash">{status}</span>}
        <span className="grow" />
        {owners !== null && <span className="s dim own">{sayOwners(owners)}</span>}
      </div>
      {moved !== null && <p className="s mid sem">{sayMove(moved)}</p>}
      {view === 'both' && meaning !== null && moved === null && (
        <Meaning meaning={meaning} policy={policy} commits={commits} />
      )}
      {view === 'both' && settings !== null && <Settings settings={settings} />}
      <Lines diff={diff} isOpen={isOpen} isWhole={view === 'yaml'} />
    </section>
  )
}

const STATUS = { added: 'new', removed: 'removed', modified: null, 'type-changed': 'type changed' } as const

/** A move is two files to git; whoever reads it must not take it for a new policy and a lost one. */
function sayMove({ from, to, isSame }: NonNullable<ShownFile['moved']>): string {
  const bytes = isSame ? 'the same bytes' : 'with changed lines'
  if (from !== undefined) return `Moved here from ${printable(from)}, ${bytes}.`
  return `Moved to ${printable(to ?? '')}, ${bytes}: proxies that read it here keep their last good one.`
}

/** Policies lead to their page as the change leaves them; what went away, as it was. */
function Path({ file: { diff, policy }, commits }: Pick<ChangedFileProps, 'file' | 'commits'>) {
  const { path, after } = diff
  const at = after === null ? commits.before : commits.after
  if (policy === null || at === null) return printable(path)
  return (
    <Link className="q" href={routes.policy(policy, { at })} prefetch={false}>
      {printable(path)}
    </Link>
  )
}

function sayOwners({ kind, owners }: OwnerPrediction): string {
  if (kind === 'owned') return oneOf(owners, FEW_NAMES)
  return kind === 'unowned' ? 'unowned on purpose' : 'no owner'
}

interface MeaningProps extends Pick<ChangedFileProps, 'commits'> {
  readonly meaning: FileMeaning['meaning']
  readonly policy: string | null
}

function Meaning({ meaning, policy, commits }: MeaningProps) {
  if (meaning.kind !== 'compared') return <p className="s mid sem">{MEANINGS[meaning.kind]}</p>
  const hrefOf = ({ file, line }: DifferenceLine) =>
    `${routes.policy(policy ?? '', { at: commits[file] ?? commits.after })}#L${line}`
  return (
    <MeaningList
      className="sem"
      comparison={meaning.comparison}
      places={meaning.places}
      hrefOf={policy === null ? undefined : hrefOf}
    />
  )
}

function Settings({ settings }: { settings: SettingsMeaningOf }) {
  if (settings.kind === 'compared')
    return <SettingsMeaning differences={settings.differences} className="sem" />
  return (
    <p className="s mid sem">
      One of the two sides has a mistake and counts for nothing, so they cannot be compared.{' '}
      <HelpLink topic="settings" />
    </p>
  )
}

const MEANINGS = {
  added: 'A new file: it decides nothing until a proxy gets it.',
  removed: 'The file is removed: proxies that use it keep their last good one.',
  'not-a-policy': 'One of the two sides is no policy that Intercept would run, so they cannot be compared.',
  'not-compared':
    'Not compared: this change holds more policies than one page compares. Split it, or compare this file on its own.',
} as const

interface LinesProps {
  readonly diff: FileDiff
  readonly isOpen: boolean
  readonly isWhole: boolean
}

function Lines({ diff, isOpen, isWhole }: LinesProps) {
  const { path, content } = diff
  const label = `Diff of ${printable(path)}`
  if (content.kind !== 'lines') return <FileDiffView diff={diff} label={label} />
  if (content.hunks.length === 0) return <p className="s mid sem">The same lines; its mode changed.</p>
  const { shown, folded } = foldHunks(content, isWhole ? Infinity : MOST_LINES)
  return (
    <details className="fd" open={isOpen}>
      <summary>
        <Icon name="right" /> YAML
        <span className="sr"> of {printable(path)}</span>
        <span className="dim">
          {countOf(content.added + content.removed, 'line')} in {countOf(content.hunks.length, 'hunk')}
        </span>
      </summary>
      <FileDiffView diff={{ content: shown, path }} label={label} />
      {folded !== null && (
        <details className="fd rest">
          <summary>
            <Icon name="right" /> {countOf(folded.added + folded.removed, 'more line')} in{' '}
            {countOf(folded.hunks.length, 'hunk')}
          </summary>
          <FileDiffView diff={{ content: folded, path }} label={`${label}, the rest`} />
        </details>
      )}
    </details>
  )
}
