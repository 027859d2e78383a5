import { type PageKey, PageKeys } from '@/components/shell/page-keys'
import { LinkButton } from '@/components/ui/button'
import { formatSpan, formatInstant } from '@/components/ui/format-time'
import { ButtonKey } from '@/components/ui/kbd'

interface StepThroughProps {
  readonly branch: string
  /** Where the branch stood then, 40 hex; null before Lockstep knew it. */
  readonly tip: string | null
  readonly at: Date
  /** When the branch moved around that instant: to where it stood then, before that, and next. */
  readonly moves: {
    readonly current: Date | null
    readonly earlier: Date | null
    readonly later: Date | null
  }
  /** The same page at another instant. */
  readonly hrefOf: (at: Date) => string
}

/** Goes from an instant to the commit before and the one after it, and says since when and how long the branch stood there. */
export function StepThrough({
  branch,
  tip,
  at,
  moves: { current, earlier, later },
  hrefOf,
}: StepThroughProps) {
  const steps = [
    { to: earlier, word: 'Earlier commit', key: '[' },
    { to: later, word: 'Later commit', key: ']' },
  ].flatMap(({ to, ...step }) => (to === null ? [] : [{ ...step, href: hrefOf(to) }]))
  return (
    <div className="row wrap s steps-through">
      {steps.map(({ word, key, href }) => (
        <LinkButton key={word} href={href} aria-keyshortcuts={key} scroll={false}>
          {word} <ButtonKey>{key}</ButtonKey>
        </LinkButton>
      ))}
      {current !== null && tip !== null && (
        <span className="mid num">
          {branch}@<span className="mono">{tip.slice(0, 7)}</span> since {formatInstant(current)},{' '}
          {later === null ? 'still there' : `${formatSpan(later.getTime() - at.getTime())} until the next`}
        </span>
      )}
      <PageKeys keys={steps.map(({ key, href }): PageKey => ({ key, href, stays: true }))} />
    </div>
  )
}
