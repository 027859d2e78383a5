import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { DraftState } from '@/components/change/editor/draft-state'
import type { DraftView } from '@/lib/changes/get-draft'
import { saveDraftFiles } from './send-draft'
import { useAttempts } from './use-attempts'
import { useUnsaved } from './use-unsaved'

/** After the last key; a person who goes on typing is not interrupted. */
const SETTLE_MS = 600
const RETRY_MS = 3000

export interface SavedDraft {
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
  /** The files as they are now: the same ones as long as nothing is done to them. */
  readonly filesNow: () => DraftState['files']
  /** Nothing more can be saved into it, as a submission was told: what is on the page can be kept as another draft. */
  readonly end: (why: keyof typeof REFUSALS) => void
  /** What was typed on an older revision is saved onto that one, so that the server says what came since. */
  readonly startFrom: (revision: number) => void
}

const REFUSALS = {
  conflict: 'Not saved: another tab changed this draft',
  'not-found': 'Not saved: this draft was discarded',
  submitted: 'Not saved: this draft became a pull request',
} as const

const TOO_LARGE = 'this draft holds more than 4 MiB. Submit a part of it first'
/** Tried again until it is over. */
const LATER = {
  'signed-out': 'Not saved: you are signed out',
  'role-lost': 'Not saved: your role does not let you write any more',
  submitting: 'Not saved yet: this draft is being submitted',
} as const

/** Saves a draft as it is typed. One save at a time; what fails is tried again and said. */
export function useSavedDraft(draft: DraftView, state: DraftState): SavedDraft {
  const revision = useRef(draft.revision)
  const saved = useRef(state.version)
  const latest = useRef(state)
  const running = useRef<Promise<boolean> | null>(null)
  const [saving, setSaving] = useState('Saved')
  const [savedVersion, setSavedVersion] = useState(state.version)
  const [savedRevision, setSavedRevision] = useState(draft.revision)
  const [lost, setLost] = useState<SavedDraft['lost']>(null)
  // With what is drawn: whoever sees an edit and acts in the same moment takes it along.
  useLayoutEffect(() => {
    latest.current = state
  }, [state])

  const forget = useUnsaved(draft.id, revision, state, state.version !== savedVersion)

  /** The server refused for good: another tab saved, or the draft is gone. Trying again would change nothing. */
  const refused = useRef(false)
  /** The version that is too large, or holds what is: the same again would be refused again, a smaller one not. */
  const notTakenAt = useRef<number | null>(null)

  const end = useCallback((why: keyof typeof REFUSALS) => {
    refused.current = true
    setLost(why)
    setSaving(REFUSALS[why])
  }, [])

  const attempts = useAttempts()
  const save = useCallback(async (): Promise<boolean> => {
    const { version, files, about } = latest.current
    if (version === saved.current) return true
    if (refused.current) return false
    setSaving('Saving …')
    try {
      const { attempt, after } = attempts.begin(version)
      const sent = { revision: revision.current, ...about, files, attempt, after }
      const result = await saveDraftFiles(draft.id, sent)
      attempts.end(result.kind === 'saved' ? [] : after)
      if (result.kind === 'signed-out' || result.kind === 'role-lost' || result.kind === 'submitting') {
        setSaving(LATER[result.kind])
        return false
      }
      if (result.kind === 'too-large' || result.kind === 'not-taken') {
        notTakenAt.current = version
        setSaving(`Not saved: ${result.kind === 'too-large' ? TOO_LARGE : result.detail.replace(/\.$/, '')}`)
        return false
      }
      if (result.kind !== 'saved') {
        end(result.kind)
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
  }, [draft.id, attempts, forget, end])

  const saveNow = useCallback(async () => {
    while (running.current !== null) await running.current
    running.current = save().finally(() => (running.current = null))
    return running.current
  }, [save])

  useEffect(() => {
    if (state.version === saved.current || refused.current) return undefined
    if (state.version === notTakenAt.current) return undefined
    const timer = setTimeout(() => void saveNow(), saving.startsWith('Not saved') ? RETRY_MS : SETTLE_MS)
    return () => clearTimeout(timer)
  }, [state.version, saving, saveNow])

  // What was typed a moment ago is not saved, though nothing has been sent yet.
  const isBehind = saving === 'Saved' && state.version !== savedVersion
  const startFrom = useCallback((older: number) => {
    revision.current = older
  }, [])
  const filesNow = useCallback(() => latest.current.files, [])
  const isSignedOut = saving === LATER['signed-out']
  return {
    revision,
    savedRevision,
    saving: isBehind ? 'Saving …' : saving,
    saveNow,
    lost,
    isSignedOut,
    filesNow,
    end,
    startFrom,
  }
}
