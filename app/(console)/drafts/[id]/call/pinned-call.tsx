import type { DraftAction } from '@/components/change/editor/draft-state'
import { PageKeys } from '@/components/shell/page-keys'
import { Button } from '@/components/ui/button'
import { Glyph } from '@/components/ui/glyph'
import { ButtonKey } from '@/components/ui/kbd'
import { pinCall, stemOf } from '@/lib/policy/test/pin-call'
import { testPathOf } from '@/lib/policy/test/test-path'
import { testsFile } from '../draft-tests'
import type { EditorModel } from '../use-draft-editor'

const PIN = 'pin-call'
const KEYS = [{ key: 't', press: PIN }]

/** The call as a policy test in the same draft: it must get from now on what the draft gives it. */
export function PinnedCall({ model }: { model: EditorModel }) {
  const { call, files, facts, tests, dispatch, shownPath } = model
  const policy = files.find(({ file }) => file.key === call?.file)?.file.basePath ?? null
  if (call === null || policy === null) return null
  const path = testPathOf(policy)
  const { decision, want } = call
  const pinned = {
    ...decision,
    result: decision.result === 'allowed' ? ('allowed' as const) : ('denied' as const),
    wanted: want === 'deny' ? ('denied' as const) : ('allowed' as const),
  }
  const held = files.find(({ file }) => file.path === path)
  const there = held?.file ?? testsFile(path, facts.companions, decision.tool)
  // Of a file that the branch does not have, everything is this case.
  const before = held === undefined ? (there.basePath === null ? null : there.base) : held.text
  const text = pinCall(before, pinned)
  const line = lineOf(held?.text ?? '', JSON.stringify(stemOf(pinned)))
  if (held !== undefined && line !== null) {
    const isAll = held.text === pinCall(there.basePath === null ? null : there.base, pinned)
    return (
      <p className="s mid row wrap pin">
        <Glyph name="passed" size={12} label={null} />
        <span>
          Pinned in <span className="mono">{shownPath(path)}</span>, with stand-ins for its values.
        </span>
        <button type="button" className="lk" onClick={() => tests.open(policy, line)}>
          Put in real ones
        </button>
        {isAll && (
          <button
            type="button"
            className="lk"
            onClick={() => dispatch({ kind: 'drop-file', file: there.key })}
          >
            Remove
          </button>
        )}
      </p>
    )
  }
  return (
    <p className="s mid row wrap pin">
      <PageKeys keys={KEYS} />
      <Button
        size="small"
        id={PIN}
        aria-keyshortcuts="t"
        disabled={text === null}
        onClick={() =>
          text !== null &&
          dispatch(
            held === undefined ? { kind: 'add-file', added: { ...there, text } } : writing(there.key, text),
          )
        }
      >
        Pin as policy test <ButtonKey>T</ButtonKey>
      </Button>
      <span>
        {text === null ? 'The tests as they are take no further case: ' : 'Adds this call to '}
        <span className="mono">{shownPath(path)}</span>
        {text !== null && ' in the same draft.'}
      </span>
    </p>
  )
}

function writing(file: string, text: string): DraftAction {
  return { kind: 'write', file, text, at: performance.now() }
}

/** 1-based; null where no line has it. */
function lineOf(text: string, part: string): number | null {
  const at = text.indexOf(part)
  return at < 0 ? null : text.slice(0, at).split('\n').length
}
