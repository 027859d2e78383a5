import type { Metadata } from 'next'
import { AdminOnly } from '@/components/settings/admin-only'
import { RetentionTable } from '@/components/settings/retention-table'
import { Panel } from '@/components/ui/panel'
import { describeRetention } from '@/lib/jobs/describe-retention'
import { visitSettings } from '../settings-visit'

export const metadata: Metadata = { title: 'Retention' }

/** What is kept how long, and how much is it now? */
export default async function RetentionPage() {
  const { ctx, opened, forge } = await visitSettings()
  const answer = await describeRetention({ ctx, environment: opened.environment })
  if (answer.kind === 'forbidden') {
    return <AdminOnly what="Retention" role={ctx.actor.role} forge={forge.repository()} />
  }
  return (
    <Panel title="Retention" note="of all repositories in this database">
      <RetentionTable rows={answer.rows} now={ctx.now} />
      <p className="s mid foot2">
        The times are set by <span className="mono">DECISION_RETENTION_DAYS</span> and{' '}
        <span className="mono">ROLL_UP_RETENTION_MONTHS</span> where Lockstep is started. Whole days are
        dropped, once an hour, and the audit trail says so. Policies are in git and are never dropped.
      </p>
    </Panel>
  )
}
