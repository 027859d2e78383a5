import { countOf } from '@/components/ui/format-number'
import { formatMoment } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import { Alternatives, Names } from '@/components/ui/names'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { Agreement, FileAgreement, FileApproval } from '@/lib/changes/judge-agreement'
import { askingOf } from '@/lib/changes/say-owner-move'
import { OwnerMoveRows } from '../owner-move-rows'
import { RequiredRow } from '../required-row'
import { printable } from '@/lib/policy/describe/sentence'
import { isAddress } from '@/lib/repository/codeowners'
import { explainOwners, type ExplainedChange } from './explain-owners'

interface OwnersCardProps {
  /** Null while the head is not fetched. */
  readonly agreement: Agreement | null
  readonly change: ExplainedChange
  /** A path as it is shown. */
  readonly nameOf: (path: string) => string
  /** The pull request on GitHub. */
  readonly href: string
  readonly now: Date
}

/** Per file: who must agree, by which line, who did as which owner and when, and who is asked. */
export function OwnersCard({ agreement, change, nameOf, href, now }: OwnersCardProps) {
  return (
    <Panel
      title="Owners"
      note={agreement === null ? undefined : sayCount(agreement)}
      more={<a href={href}>On GitHub</a>}
    >
      {agreement === null ? (
        <PanelEmpty title="Not known yet">The head is not fetched yet.</PanelEmpty>
      ) : (
        <>
          <ul className="rows ow">
            <OwnerMoveRows
              moves={agreement.moves}
              nameOf={nameOf}
              asking={askingOf(change.state, agreement.notRequired)}
            />
            {groupsOf(agreement.files).map((files) => (
              <Group key={files[0]?.path} files={files} change={change} nameOf={nameOf} now={now} />
            ))}
            {agreement.required?.map((row) => (
              <RequiredRow
                key={`${row.team} ${row.patterns.join(' ')}`}
                row={row}
                nameOf={nameOf}
                now={now}
              />
            ))}
            <Others agreement={agreement} isOpen={change.state === 'open'} now={now} />
          </ul>
          <p className="s dim foot2">{explainOwners(agreement, change)}</p>
        </>
      )}
    </Panel>
  )
}

function sayCount({ files, required, needed, agreed }: Agreement): string {
  const teams = required?.length ?? 0
  const agreeing = required?.filter(({ state }) => state === 'agreed').length ?? 0
  const also = teams === 0 ? '' : ` and ${agreeing} of ${countOf(teams, 'team')}`
  if (needed === 0) return `CODEOWNERS asks nobody${also}`
  if (files.some(({ state }) => state === 'not-known'))
    return agreed === 0 ? 'as which owner is not known' : `at least ${agreed} of ${countOf(needed, 'file')}`
  return `${agreed} of ${countOf(needed, 'file')}${also}`
}

/** Files of one line that stand the same are one row. */
function groupsOf(files: readonly FileAgreement[]): FileAgreement[][] {
  const groups = new Map<string, FileAgreement[]>()
  for (const file of files) {
    const { kind, line, state, approvals, asked } = file
    const key = JSON.stringify([kind, line, state, approvals, asked])
    groups.set(key, [...(groups.get(key) ?? []), file])
  }
  return [...groups.values()]
}

const GLYPHS: Record<FileAgreement['state'], readonly [GlyphName, string]> = {
  agreed: ['passed', 'agreed'],
  asked: ['waiting', 'asked'],
  'not-asked': ['waiting', 'not asked yet'],
  nobody: ['note', 'nobody asked'],
  missing: ['note', 'no approval on record'],
  'not-known': ['unverified', 'not known'],
}

const MOST_NAMES = 4

interface GroupProps extends Pick<OwnersCardProps, 'change' | 'nameOf' | 'now'> {
  readonly files: readonly FileAgreement[]
}

function Group({ files, change, nameOf, now }: GroupProps) {
  const [first] = files
  if (first === undefined) return null
  const { kind, owners, line, state, approvals, asked } = first
  const [glyph, word] = GLYPHS[state]
  const names = files.slice(0, MOST_NAMES).map(({ path }) => printable(nameOf(path)))
  const rest = files.length - names.length
  return (
    <li title={files.map(({ path }) => printable(path)).join('\n')}>
      <Glyph name={glyph} label={word} />
      <div className="grow">
        <b className="b">
          {names.join(', ')}
          {rest > 0 && ` and ${rest} more`}
        </b>
        <p className="s mid">
          {kind === 'owned' ? (
            <Alternatives owners={owners} />
          ) : kind === 'unowned' ? (
            'unowned on purpose'
          ) : (
            'no line of CODEOWNERS matches: nobody is asked'
          )}
        </p>
        {approvals.map((approval) => (
          <p key={approval.login} className="s mid">
            {sayApproval(approval, now)}
          </p>
        ))}
        {state === 'asked' && (
          <p className="s mid">
            asked <Names names={asked} joint="and" title="Asked" />
            {asked.length > 1 && '; one is enough'}
          </p>
        )}
        {state === 'not-asked' && (
          <p className="s mid">{change.draft ? 'a draft asks nobody yet' : 'GitHub does not ask them now'}</p>
        )}
        {state === 'missing' && <p className="s mid">no approval by an owner is on record</p>}
      </div>
      {line !== null && <span className="s dim nw">line {line}</span>}
    </li>
  )
}

/** "@ben, of @acme/payments, 23 Nov 17:20"; who is named on the line counts as nobody else. */
function sayApproval({ login, owners, at, isOlder }: FileApproval, now: Date): string {
  const isNamed = owners.some((owner) => owner.toLowerCase() === `@${login}`.toLowerCase())
  const as = isNamed ? '' : `, of ${owners.join(' and ')}`
  const when = at === '' ? '' : `, ${formatMoment(new Date(at), now)}`
  return `@${login}${as}${when}${isOlder ? ', for an earlier push' : ''}`
}

function Others({ agreement, isOpen, now }: { agreement: Agreement; isOpen: boolean; now: Date }) {
  const { alsoAsked, others, changesRequested, dismissed, files, required } = agreement
  const at = (time: string) => (time === '' ? '' : `, ${formatMoment(new Date(time), now)}`)
  // Without an owners file every approval is one of nobody's line.
  const asWhom = files.some(({ state, owners }) => state === 'not-known' || owners.some(isAddress))
    ? 'approved; as which owner is not known'
    : 'approved, as an owner of no changed file'
  return (
    <>
      {changesRequested.map(({ login, at: time }) => (
        <Person key={`refused ${login}`} glyph="failed" login={login} words={`asks for changes${at(time)}`} />
      ))}
      {others.map(({ login, at: time }) => (
        <Person key={`approved ${login}`} glyph="passed" login={login} words={`${asWhom}${at(time)}`} />
      ))}
      {dismissed.map(({ login, at: time }) => (
        <Person
          key={`dismissed ${login}`}
          glyph="hidden"
          login={login}
          words={`review was dismissed${at(time)}`}
        />
      ))}
      {isOpen && alsoAsked.length > 0 && (
        <li>
          <Glyph name="waiting" label="asked" />
          <div className="grow">
            <b className="b">
              <Names names={alsoAsked} joint="and" title="Asked beside the owners" />
            </b>
            <p className="s mid">
              {files.some(({ owners }) => owners.some(isAddress))
                ? 'asked beside the owners who are named: by a person, or as whom an e-mail address stands for'
                : required === null
                  ? 'asked beside the owners: by a person, or because a ruleset requires them'
                  : 'asked beside the owners, by a person'}
            </p>
          </div>
        </li>
      )}
    </>
  )
}

function Person({ glyph, login, words }: { glyph: GlyphName; login: string; words: string }) {
  return (
    <li>
      <Glyph name={glyph} label={null} />
      <div className="grow">
        <b className="b">@{login}</b> <span className="s mid">{words}</span>
      </div>
    </li>
  )
}
