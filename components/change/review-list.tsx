import { Glyph } from '@/components/ui/glyph'
import { PanelEmpty } from '@/components/ui/panel'

interface ReviewListProps {
  readonly reviews: readonly {
    readonly login: string
    readonly state: 'approved' | 'changes-requested' | 'dismissed'
  }[]
  readonly asked: readonly string[]
  readonly checks: readonly {
    readonly name: string
    readonly state: 'pending' | 'success' | 'failure' | 'neutral'
    readonly required: boolean
  }[]
}

const VERDICT = { approved: 'passed', 'changes-requested': 'failed', dismissed: 'hidden' } as const
const CHECK = { pending: 'waiting', success: 'passed', failure: 'failed', neutral: 'note' } as const

/** What GitHub says about reviews and checks. */
export function ReviewList({ reviews, asked, checks }: ReviewListProps) {
  if (reviews.length + asked.length + checks.length === 0)
    return <PanelEmpty title="Nobody is asked">GitHub names no reviewer and no check.</PanelEmpty>
  return (
    <ul className="rows">
      {reviews.map(({ login, state }) => (
        <li key={`review ${login}`} className="row" style={{ gap: 10 }}>
          <Glyph name={VERDICT[state]} label={null} />
          <span>
            @{login}{' '}
            {state === 'approved' ? 'approved' : state === 'dismissed' ? 'was dismissed' : 'asks for changes'}
          </span>
        </li>
      ))}
      {asked.map((name) => (
        <li key={`asked ${name}`} className="row" style={{ gap: 10 }}>
          <Glyph name="waiting" label={null} />
          <span>@{name} is asked</span>
        </li>
      ))}
      {checks.map(({ name, state, required }) => (
        <li key={`check ${name}`} className="row" style={{ gap: 10 }}>
          <Glyph name={CHECK[state]} label={null} />
          <span>
            <span className="mono">{name}</span> {state}
            {!required && <span className="dim">, not required by branch protection</span>}
          </span>
        </li>
      ))}
    </ul>
  )
}
