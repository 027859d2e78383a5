import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { DraftState } from '@/components/change/editor/draft-state'
import type { DraftView } from '@/lib/changes/get-draft'
import { saveDraftFiles } from './send-draft'
import { useUnsaved } from './use-unsaved'

/** After the last key; a person who goes on typing is not interrupted. */
const SETTLE_MS = 600
const RETRY_MS = 3000

interface Saved {
  /** The revision of what the server has; a box, so that a submission right after a save sees it. */
  readonly revision: { current: number }
  /** The same as state: what was saved last. */
  readonly savedRevision: number
  /** For the person. */
  readonly saving: string
  /** Saves what is not saved yet; false when it could not be. */
  readonly saveNow: () => Promise<boolean>
  /** Why nothing can be saved into this draft any more; the work is still here. */
  readonly lost: keyof typeof REFUSALS | null
  /** The person's session ended: what they typed waits for them to sign in again. */
  readonly isSignedOut: boolean
  /** What was typed on an older revision is saved onto that one, so that the server says what came since. */
  readonly startFrom: (revision: number) => void
}

const REFUSALS = {
  conflict: 'Not saved: another tab changed this draft',
  'not-found': 'Not saved: this draft was discarded',
  submitted: 'Not saved: this draft became a pull request',
} as const

const SIGNED_OUT = 'Not saved: you are signed out'
const ROLE_LOST = 'Not saved: your role does not let you write any more'

/** Saves a draft as it is typed. One save at a time; what fails is tried again and said. */
export function useSavedDraft(draft: DraftView, state: DraftState): Saved {
  const revision = useRef(draft.revision)
  const saved = useRef(state.version)
  const latest = useRef(state)
  const running = useRef<Promise<boolean> | null>(null)
  const [saving, setSaving] = useState('Saved')
  const [savedVersion, setSavedVersion] = useState(state.version)
  const [savedRevision, setSavedRevision] = useState(draft.revision)
  const [lost, setLost] = useState<Saved['lost']>(null)
  // With what is drawn: whoever sees an edit and acts in the same moment takes it along.
  useLayoutEffect(() => {
    latest.current = state
  }, [state])

  const forget = useUnsaved(draft.id, revision, state, state.version !== savedVersion)

  /** The server refused for good: another tab saved, or the draft is gone. Trying again would change nothing. */
  const refused = useRef(false)
  /** The version that is too large: the same again would be refused again, a smaller one not. */
  const tooLargeAt = useRef<number | null>(null)

  const save = useCallback(async (): Promise<boolean> => {
    const { version, files, about } = latest.current
    if (version === saved.current) return true
    if (refused.current) return false
    setSaving('Saving …')
    try {
      const result = await saveDraftFiles(draft.id, { revision: revision.current, ...about, files })
      if (result.kind === 'signed-out' || result.kind === 'role-lost') {
        setSaving(result.kind === 'signed-out' ? SIGNED_OUT : ROLE_LOST)
        return false
      }
      if (result.kind === 'too-large') {
        tooLargeAt.current = version
        setSaving('Not saved: this draft holds more than 4 MiB. Submit a part of it first')
        return false
      }
      if (result.kind !== 'saved') {
        refused.current = true
        setLost(result.kind)
        setSaving(REFUSALS[result.kind])
        return false
      }
      revision.current = result.revision
      saved.current = version
      setSavedRevision(result.revision)
      setSavedVersion(version)
      if (latest.current.version === version) forget()
      setSaving('Saved')
      return latest.current.version === version
    } catch {
      setSaving('Not saved yet; trying again')
      return false
    }
  }, [draft.id, forget])

  const saveNow = useCallback(async () => {
    while (running.current !== null) await running.current
    running.current = save().finally(() => (running.current = null))
    return running.current
  }, [save])

  useEffect(() => {
    if (state.version === saved.current || refused.current) return undefined
    if (state.version === tooLargeAt.current) return undefined
    const timer = setTimeout(() => void saveNow(), saving.startsWith('Not saved') ? RETRY_MS : SETTLE_MS)
    return () => clearTimeout(timer)
  }, [state.version, saving, saveNow])

  // What was typed a moment ago is not saved, though nothing has been sent yet.
  const isBehind = saving === 'Saved' && state.version !== savedVersion
  const startFrom = useCallback((older: number) => {
    revision.current = older
  }, [])
  const isSignedOut = saving === SIGNED_OUT
  return {
    revision,
    savedRevision,
    saving: isBehind ? 'Saving …' : saving,
    saveNow,
    lost,
    isSignedOut,
    startFrom,
  }
}
