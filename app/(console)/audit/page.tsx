import type { Metadata } from 'next'
import Link from 'next/link'
import { AuditFilters } from '@/components/audit/audit-filters'
import { AuditTable } from '@/components/audit/audit-table'
import { ExportMenu } from '@/components/ui/export-menu'
import { formatCount } from '@/components/ui/format-number'
import { LinkButton } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import { EXPORT_LINES } from '@/lib/audit/export-audit'
import { listAudit } from '@/lib/audit/list-audit'
import { readAuditSearch } from '@/lib/audit/read-audit-search'
import { apiRoutes, routes } from '@/lib/routes'
import { requirePerson } from '@/lib/session'

export const metadata: Metadata = { title: 'Audit trail' }

interface AuditPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** What has been done here, by whom, and when? */
export default async function AuditPage({ searchParams }: AuditPageProps) {
  const ctx = await requirePerson()
  const { query, filter } = readAuditSearch(await searchParams)
  const { lines, next } = await listAudit({ ctx, input: filter })
  const { before, ...narrowing } = query
  return (
    <>
      <PageHeader
        title="Audit trail"
        crumbs={[{ name: 'Settings', href: routes.settings() }]}
        actions={
          <ExportMenu
            csv={apiRoutes.auditExport({ ...narrowing, format: 'csv' })}
            ndjson={apiRoutes.auditExport({ ...narrowing, format: 'ndjson' })}
          />
        }
      >
        What people, connectors and Lockstep itself did here. Policy changes are in git; this is everything
        around them. The database refuses to change or remove a row; only its owner can lift that.
      </PageHeader>
      <AuditFilters query={narrowing} />
      <section className="panel" aria-label="The trail">
        {lines.length === 0 ? (
          <PanelEmpty
            title="Nothing matches"
            actions={<LinkButton href={routes.audit()}>Show all</LinkButton>}
          >
            {before === undefined ? 'Nobody did this here in this time.' : 'There is nothing older.'}
          </PanelEmpty>
        ) : (
          <AuditTable rows={lines} whoHref={(who) => routes.audit({ ...narrowing, who })} now={ctx.now} />
        )}
      </section>
      <p className="s dim row wrap" style={{ marginTop: 10 }}>
        {before !== undefined && (
          <Link href={routes.audit(narrowing)} prefetch={false}>
            Newest
          </Link>
        )}
        {next !== null && (
          <Link href={routes.audit({ ...narrowing, before: next })} prefetch={false}>
            Older
          </Link>
        )}
        <span>An export has what is filtered, at most the newest {formatCount(EXPORT_LINES)} rows.</span>
      </p>
    </>
  )
}
