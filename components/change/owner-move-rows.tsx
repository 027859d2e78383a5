import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import type { OwnerMove } from '@/lib/changes/owner-moves'
import { printable } from '@/lib/policy/describe/sentence'
import { sayMoved, sayOwnerMove } from './say-owner-move'

type MoveState = 'predicted' | 'agreed' | 'waiting' | 'missing' | 'not-known'

interface OwnerMoveRowsProps {
  readonly moves: readonly (OwnerMove & { readonly state?: MoveState })[]
  /** A path as it is shown. */
  readonly nameOf: (path: string) => string
  /** Nobody is waited for any more. */
  readonly isOver?: boolean
  /** False where owners are asked and not required. */
  readonly isRequired?: boolean
}

const GLYPHS: Record<MoveState, readonly [GlyphName, string]> = {
  predicted: ['did-not-reload', 'changes owners'],
  waiting: ['did-not-reload', 'changes owners'],
  agreed: ['passed', 'both sides agreed'],
  missing: ['note', 'not both sides agreed on record'],
  'not-known': ['unverified', 'not known who agreed'],
}

/** The rows of what goes from the owners of one place to those of another, before the rows of the files themselves. */
export function OwnerMoveRows({ moves, nameOf, isOver = false, isRequired = true }: OwnerMoveRowsProps) {
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
          <p className="s mid">{sayOwnerMove(move, { isOver, isRequired })}</p>
        </div>
      </li>
    )
  })
}
