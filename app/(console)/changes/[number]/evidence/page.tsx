import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { EvidenceSheet } from '@/components/change/evidence/evidence-sheet'
import { PrintButton } from '@/components/change/evidence/print-button'
import { ThenForm } from '@/components/ui/then-form'
import { buttonClass } from '@/components/ui/button'
import { CopyLink } from '@/components/ui/copy-link'
import { apiRoutes, routes } from '@/lib/routes'
import { server } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { readEvidence } from './read-evidence'

interface EvidencePageProps {
  params: Promise<{ number: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Pick<EvidencePageProps, 'params'>): Promise<Metadata> {
  return { title: `Evidence of change #${(await params).number}` }
}

/** For an auditor: who, what, when, how proved, and what is not? */
export default async function EvidencePage({ params, searchParams }: EvidencePageProps) {
  const ctx = await requirePerson()
  const text = (await params).number
  if (!/^\d{1,9}$/.test(text)) notFound()
  const number = Number(text)
  const at = [(await searchParams).at].flat()[0] ?? ''
  const opened = await server()
  const sealed = await readEvidence(ctx, opened, number, at)
  if (sealed === null) notFound()
  const query = at === '' ? {} : { at }
  return (
    <>
      <div className="row wrap noprint sheet-bar">
        <Link href={routes.change(number)} prefetch={false}>
          #{number} {sealed.evidence.title}
        </Link>
        <span className="grow" />
        <ThenForm at={sealed.evidence.asOf ?? ctx.now} />
        <CopyLink path={routes.changeEvidence(number, query)} />
        <a className={buttonClass()} href={apiRoutes.changeEvidence(number, query)} download>
          JSON
        </a>
        <PrintButton />
      </div>
      <EvidenceSheet
        evidence={sealed.evidence}
        sha256={sealed.sha256}
        madeAt={ctx.now}
        address={opened.environment.LOCKSTEP_URL + routes.changeEvidence(number, query)}
      />
    </>
  )
}
