import { countOf, formatCount } from '@/components/ui/format-number'
import { HelpLink } from '@/components/ui/help-link'
import { formatSpan } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import type { CheckFindings } from '@/lib/changes/check-policies'
import type { ReviewState } from '@/lib/changes/review-state'
import type { Effect } from '@/lib/changes/sum-effect'
import { CheckProblems, type ChangeHead } from './check-problems'
import { printable } from '@/lib/policy/describe/sentence'

type Check = ReviewState['checks'][number]

/** The name of Lockstep's own check. */
const OURS = 'lockstep/policy'

interface ChecksCardProps {
  readonly checks: readonly Check[]
  /** What Lockstep itself finds in the policies of the change; null when it touches none, or its head is not fetched. */
  readonly found: CheckFindings | null
  readonly effect: Effect
  readonly head: ChangeHead
  readonly isOpen: boolean
  /** When GitHub was asked; null when it was not yet. */
  readonly askedAt: Date | null
  readonly now: Date
}

/** What the checks say, as GitHub knows it, with the parts of Lockstep's own. */
export function ChecksCard({ checks, found, effect, head, isOpen, askedAt, now }: ChecksCardProps) {
  const isRequired = checks.some(({ required }) => required)
  const hasOurs = checks.some(({ name }) => name === OURS)
  const parts = found === null ? null : <Parts found={found} effect={effect} head={head} />
  return (
    <Panel title="Checks" note={checks.length === 0 ? undefined : sayCount(checks)}>
      {checks.length === 0 && parts === null ? (
        <PanelEmpty title="No check">GitHub names no check of its head.</PanelEmpty>
      ) : (
        <ul className="rows ow">
          {checks.map((check) => (
            <Row key={`${check.name} ${check.url}`} check={check} isRequiredSaid={isRequired}>
              {check.name === OURS && parts}
            </Row>
          ))}
          {!hasOurs && parts !== null && (
            <li>
              <Glyph name={isOpen ? 'waiting' : 'note'} label={isOpen ? 'not set yet' : 'not set'} />
              <div className="grow">
                <b className="b mono">{OURS}</b>
                <p className="s mid">
                  {isOpen
                    ? 'not set on GitHub yet; what it will say:'
                    : 'was not set; what Lockstep finds now:'}
                </p>
                {parts}
              </div>
            </li>
          )}
        </ul>
      )}
      <p className="s dim foot2">
        {checks.length > 0 && !isRequired && 'No check is known to be required by branch protection. '}
        {askedAt === null ? (
          'GitHub was not asked yet.'
        ) : (
          <>
            As GitHub said <Time at={askedAt} now={now} />.
          </>
        )}{' '}
        {parts !== null && <HelpLink topic="own-check">{`What ${OURS} says`}</HelpLink>}
      </p>
    </Panel>
  )
}

/** Of the required ones, when there are any: the others hold nothing back. */
function sayCount(checks: readonly Check[]): string {
  const required = checks.filter((check) => check.required)
  const counted = required.length > 0 ? required : checks
  const passed = counted.filter(({ state }) => state === 'success' || state === 'neutral').length
  return `${formatCount(passed)} of ${formatCount(counted.length)}${required.length > 0 ? ' required' : ''} passed`
}

const GLYPHS = { pending: 'waiting', success: 'passed', failure: 'failed', neutral: 'note' } as const
const WORDS = { pending: 'pending', success: 'passed', failure: 'failed', neutral: 'neutral' } as const

interface RowProps {
  readonly check: Check
  readonly isRequiredSaid: boolean
  readonly children?: React.ReactNode
}

function Row({ check, isRequiredSaid, children }: RowProps) {
  const { name, state, description, required, seconds } = check
  const isOurs = name === OURS
  return (
    <li>
      <Glyph name={GLYPHS[state]} label={WORDS[state]} />
      <div className="grow">
        <b className="b mono">{printable(name)}</b>
        {!isOurs && saysMore(description, state) && <p className="s mid">{printable(description)}</p>}
        {isRequiredSaid && !required && <p className="s mid">not required by branch protection</p>}
        {children}
      </div>
      <span className="s dim num nw">{seconds === null ? WORDS[state] : formatSpan(seconds * 1000)}</span>
    </li>
  )
}

/** A description that only repeats the result says nothing. */
function saysMore(description: string, state: Check['state']): boolean {
  return description !== '' && description.toLowerCase() !== WORDS[state]
}

interface PartsProps extends Pick<ChecksCardProps, 'effect' | 'head'> {
  readonly found: CheckFindings
}

function Parts({ found, effect, head }: PartsProps) {
  const { settings, policies, invalid, lintErrors, failed, unreadable, problems, unlisted } = found
  const ofSettings = settings !== null && (
    <Part
      name="settings"
      glyph={settings.state === 'valid' ? 'passed' : 'failed'}
      words={sayFound(settings)}
    />
  )
  if (policies === 0) return ofSettings
  return (
    <>
      {ofSettings}
      <Part name="lint" glyph={invalid + lintErrors > 0 ? 'failed' : 'passed'} words={sayLint(found)} />
      <CheckProblems problems={problems.filter(({ part }) => part === 'lint')} head={head} />
      <Part name="tests" glyph={failed + unreadable > 0 ? 'failed' : 'passed'} words={sayTests(found)} />
      <CheckProblems problems={problems.filter(({ part }) => part === 'tests')} head={head} />
      {unlisted > 0 && <p className="s dim">{countOf(unlisted, 'place')} more, not listed.</p>}
      <Part
        name="meaning"
        glyph={effect.verdict === 'unknown' || effect.undecided > 0 ? 'unverified' : 'passed'}
        words={sayMeaning(effect)}
      />
    </>
  )
}

function sayFound({ state, newRoot }: NonNullable<CheckFindings['settings']>): string {
  if (state === 'invalid') return 'not valid: it would not count'
  if (newRoot === null) return 'valid'
  const becomes = `root becomes ${printable(newRoot)}/`
  return state === 'valid' ? `valid, ${becomes}` : `${becomes}, which holds no policy`
}

function Part({ name, glyph, words }: { name: string; glyph: GlyphName; words: string }) {
  return (
    <p className="s mid ckl">
      <Glyph name={glyph} size={12} />
      <span className="ckn">{name}</span>
      {words}
    </p>
  )
}

function sayLint({ policies, looked, invalid, lintErrors, lintWarnings }: CheckFindings): string {
  const problems = [
    ...(invalid > 0 ? [`${invalid} not valid`] : []),
    ...(lintErrors > 0 ? [countOf(lintErrors, 'error')] : []),
    ...(lintWarnings > 0 ? [countOf(lintWarnings, 'warning')] : []),
  ]
  const of = looked === policies ? '' : `${formatCount(looked)} of `
  return `${of}${countOf(policies, 'policy', 'policies')}, ${problems.length === 0 ? '0 problems' : problems.join(', ')}`
}

function sayTests({ passed, failed, unreadable }: CheckFindings): string {
  const ran = passed + failed
  const parts = [
    ...(ran > 0 ? [`${formatCount(passed)} of ${formatCount(ran)}`] : []),
    ...(unreadable > 0 ? [`${countOf(unreadable, 'file')} not readable`] : []),
  ]
  return parts.length === 0 ? 'none' : parts.join(', ')
}

function sayMeaning({ verdict, loosens, tightens, undecided, uncompared }: Effect): string {
  if (verdict === 'none') return 'no policy differs'
  if (verdict === 'same') return 'same answers'
  return [
    ...(loosens + tightens > 0 || undecided > 0 ? [`loosens ${loosens}`, `tightens ${tightens}`] : []),
    ...(undecided > 0 ? [`${undecided} not decided`] : []),
    ...(uncompared > 0 ? [`${countOf(uncompared, 'file')} not compared`] : []),
  ].join(', ')
}
