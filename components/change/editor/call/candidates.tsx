import { HelpLink } from '@/components/ui/help-link'
import { formatCount } from '@/components/ui/format-number'
import type { CallCandidate, CallShapes } from '@/lib/policy/edit/call-candidate'
import { printable } from '@/lib/policy/describe/sentence'
import { CallBar } from './call-bar'

interface CandidatesProps {
  readonly want: 'deny' | 'allow'
  readonly candidates: readonly CallCandidate[]
  /** Why the file lets itself be edited in none of the ways; null otherwise. */
  readonly refusal: string | null
  /** The calls that are counted. */
  readonly shapes: CallShapes
  /** Which one the draft is; -1 for none of them. */
  readonly chosen: number
  /** The draft says something else than each of them. */
  readonly isOwn: boolean
  readonly onChoose: (candidate: CallCandidate) => void
  readonly onForm: () => void
}

/** How much to deny or to allow, from the narrowest: what each way does, and how many of the calls lately it is about. */
export function Candidates(props: CandidatesProps) {
  const { want, candidates, refusal, shapes, chosen, isOwn, onChoose, onForm } = props
  const counted = shapes.reduce((sum, { calls }) => sum + calls, 0)
  return (
    <section aria-labelledby="how-much">
      <div className="sh">
        <h2 id="how-much">How much to {want}</h2>
        <span className="s num">
          {counted === 0
            ? 'not counted: argument keys are not recorded'
            : `of the ${formatCount(counted)} newest calls with known keys`}
        </span>
      </div>
      {candidates.length === 0 && <NoWay want={want} refusal={refusal} />}
      <div role="radiogroup" aria-labelledby="how-much">
        {candidates.map((one, index) => (
          <label key={one.title} className={index === chosen ? 'cand on' : 'cand'}>
            <input type="radio" name="candidate" checked={index === chosen} onChange={() => onChoose(one)} />
            <span className="grow">
              <b className="b">{printable(one.title)}</b>
              <Breadth index={index} of={candidates.length} isOrdered={want === 'deny'} />
              <span className="mid" style={{ display: 'block' }}>
                {one.note}
              </span>
              {one.calls === null ? (
                <span className="s dim">Its effect cannot be counted: values are not recorded.</span>
              ) : (
                <CallBar want={want} about={one.calls} of={counted} />
              )}
            </span>
          </label>
        ))}
      </div>
      <p className="s mid" style={{ marginTop: 8 }}>
        {isOwn
          ? 'The draft says what you wrote. Choosing one of these begins anew; undo brings yours back.'
          : 'A bound on a value, such as an amount, is narrower still and cannot be counted: the form is the same draft.'}{' '}
        <button type="button" className="lk" onClick={onForm}>
          Edit as form
        </button>
      </p>
    </section>
  )
}

function NoWay({ want, refusal }: Pick<CandidatesProps, 'want' | 'refusal'>) {
  return (
    <p className="mid">
      {refusal !== null
        ? `The rule that denies it cannot be changed from here. ${refusal}`
        : `No rule of the policy is known to ${want === 'deny' ? 'allow' : 'deny'} this call: the one that did has gone, ${want === 'deny' ? '' : 'all tools are hidden by now, '}or the log does not name it.`}{' '}
      <HelpLink topic="form-refuses" inNewTab />
    </p>
  )
}

/** Which is the narrowest; ways to allow that stand beside one another, as one condition or the other, are in no such order. */
function Breadth({ index, of, isOrdered }: { index: number; of: number; isOrdered: boolean }) {
  if (of > 1 && index === of - 1) return <span className="s dim"> broadest</span>
  if (index === 0 && (of === 2 || (isOrdered && of > 2))) return <span className="s dim"> narrowest</span>
  return null
}
