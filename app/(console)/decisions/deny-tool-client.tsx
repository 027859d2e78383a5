'use client'

import { DenyToolButton } from '../drafts/deny-tool-button-client'
import { draftOfCall } from './draft-of-call'

/** Opens the smallest change that denies every call of a decision's tool, to be submitted as an emergency. */
export function DenyTool({ id, tool }: { id: string; tool: string }) {
  return <DenyToolButton tool={tool} start={() => draftOfCall(id, true)} />
}
