'use client'

import type { Edit } from '@/lib/policy/edit/edits'
import { DenyToolButton } from '../../drafts/deny-tool-button-client'
import { startDraft } from '../../start-draft'

interface DenyToolProps {
  /** Full repository path of the policy. */
  readonly path: string
  readonly tool: string
  /** The smallest edits that deny every call of the tool. */
  readonly edits: readonly Edit[]
}

/** Opens them in the editor, to be submitted as an emergency. */
export function DenyTool({ path, tool, edits }: DenyToolProps) {
  return <DenyToolButton tool={tool} start={(title) => startDraft(path, edits, title)} />
}
