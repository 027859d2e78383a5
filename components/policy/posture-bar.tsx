import { formatCount } from '@/components/ui/format-number'
import type { Posture } from '@/lib/policy/describe/describe-tool'

/** The five answers in the order of the bar: class of its texture, and words. */
export const POSTURES = [
  { posture: 'allowed', texture: 'open', words: 'listed, no rule' },
  { posture: 'conditions', texture: 'cond', words: 'conditions on arguments' },
  { posture: 'limited', texture: 'lim', words: 'rate limit only' },
  { posture: 'denied', texture: 'den', words: 'denied' },
  { posture: 'hidden', texture: 'hid', words: 'hidden from the agent' },
] as const satisfies readonly { posture: Posture; texture: string; words: string }[]

/** How many named tools answer how: width by count, texture by answer, the count in it. */
export function PostureBar({ postures }: { postures: Readonly<Record<Posture, number>> }) {
  const shown = POSTURES.filter(({ posture }) => postures[posture] > 0)
  if (shown.length === 0) return <span className="dim s">no tool is named</span>
  const sentence = shown.map(({ posture, words }) => `${formatCount(postures[posture])} ${words}`).join(', ')
  return (
    <span className="pb" role="img" aria-label={sentence} title={sentence}>
      {shown.map(({ posture, texture }) => (
        <i key={posture} className={texture} style={{ flexGrow: postures[posture] }}>
          {formatCount(postures[posture])}
        </i>
      ))}
    </span>
  )
}

/** What the textures mean. */
export function PostureLegend() {
  return (
    <ul className="s leg">
      {POSTURES.map(({ posture, texture, words }) => (
        <li key={posture}>
          <span className="pb" aria-hidden="true">
            <i className={texture} style={{ flexGrow: 1 }} />
          </span>
          {words}
        </li>
      ))}
    </ul>
  )
}
