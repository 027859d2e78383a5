'use client'

import type { ComponentProps } from 'react'
import { OwnersList } from '@/components/change/owners-list'
import { fetchedLater } from '@/components/ui/fetched-later'
import { Panel } from '@/components/ui/panel'
import type { EditorModel } from './use-draft-editor'

// What few repositories have; the server draws it with the page.
const OwnerMoves = fetchedLater('What moves between owners', async () => {
  const { OwnerMoveRows } = await import('@/components/change/owner-move-rows')
  return (props: ComponentProps<typeof OwnerMoveRows>) => (
    <ul className="rows ow">
      <OwnerMoveRows {...props} />
    </ul>
  )
})
const RequiredTeams = fetchedLater(
  'What rulesets require',
  async () => (await import('@/components/change/required-teams')).RequiredTeams,
)
const UnreadLinesNote = fetchedLater(
  'What is wrong in CODEOWNERS',
  async () => (await import('@/components/change/unread-lines-note')).UnreadLinesNote,
)
/** Whom the pull request will need, or ask, as the branch predicts it. */
export function DraftOwners({ model: { facts, shownPath } }: { model: EditorModel }) {
  const { notRequired, ownerMoves, owners, unreadOwners } = facts
  const required = facts.required ?? []
  const isRuled = required.length > 0
  return (
    <Panel
      title={notRequired === null ? 'Who must approve' : 'Who is asked'}
      note={`predicted from CODEOWNERS${isRuled ? ' and rulesets' : ''}; GitHub decides`}
    >
      {ownerMoves.length > 0 && (
        <OwnerMoves moves={ownerMoves} nameOf={shownPath} asking={notRequired === null ? 'must' : 'asked'} />
      )}
      <OwnersList rows={owners} nameOf={shownPath} teams={facts.teams ?? []} />
      {isRuled && <RequiredTeams required={required} nameOf={shownPath} />}
      {notRequired !== null && <p className="s mid foot2">{notRequired}</p>}
      {unreadOwners !== null && <UnreadLinesNote unread={unreadOwners} />}
    </Panel>
  )
}
