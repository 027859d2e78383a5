import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import type { OwnerMove } from '@/lib/changes/owner-moves'
import { printable } from '@/lib/policy/describe/sentence'
import { type Asking, sayMoved, sayOwnerMove } from '@/lib/changes/say-owner-move'

type MoveState = 'predicted' | 'agreed' | 'waiting' | 'missing' | 'not-known'

interface OwnerMoveRowsProps {
  readonly moves: readonly (OwnerMove & { readonly state?: MoveState })[]
  /** A path as it is shown. */
  readonly nameOf: (path: string) => string
  readonly asking?: Asking
}

const GLYPHS: Record<MoveState, readonly [GlyphName, string]> = {
  predicted: ['did-not-reload', 'changes owners'],
  waiting: ['did-not-reload', 'changes owners'],
  agreed: ['passed', 'both sides agreed'],
  missing: ['note', 'not both sides agreed on record'],
  'not-known': ['unverified', 'not known who agreed'],
}

/** The rows of what goes from the owners of one place to those of another, before the rows of the files themselves. */
export function OwnerMoveRows({ moves, nameOf, asking }: OwnerMoveRowsProps) {
  return moves.map((move) => {
    const { what, from, to, state = 'predicted' } = move
    const [glyph, label] = GLYPHS[state]
    return (
      <li key={`${what} ${from.path} ${to.path}`} title={`${printable(from.path)}\n${printable(to.path)}`}>
        <Glyph name={glyph} label={label} />
        <div className="grow">
          <b className="b">
            {what === 'rules' && `${sayMoved(move)}: `}
            {printable(nameOf(from.path))} → {printable(nameOf(to.path))}
          </b>
          <p className="s mid">{sayOwnerMove(move, asking)}</p>
        </div>
      </li>
    )
  })
}
