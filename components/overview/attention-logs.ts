import { countOf } from '@/components/ui/format-number'
import type { RefusedFiles } from '@/lib/decisions/list-refused-files'
import type { UnmatchedProcesses } from '@/lib/fleet/count-unmatched'
import { routes } from '@/lib/routes'
import type { AttentionItem } from './attention-item'

/** What is wrong with whose log is whose. */
export interface AttentionLogs {
  readonly refused: readonly Pick<RefusedFiles, 'owner' | 'sender' | 'files' | 'lastAt'>[]
  readonly unmatched: UnmatchedProcesses
}

const NAMED = 3

/** Refused event files and processes that fit no proxy, a line for each of the two; the proxies' own pages tell more, and what to do. */
export function itemsOfLogs({ refused, unmatched }: AttentionLogs, now: Date): AttentionItem[] {
  return [...itemOfRefused(refused), ...itemOfUnmatched(unmatched, now)]
}

function itemOfRefused(refused: AttentionLogs['refused']): AttentionItem[] {
  const [newest] = refused
  if (newest === undefined) return []
  const files = refused.reduce((sum, one) => sum + one.files, 0)
  const senders = [...new Set(refused.map(({ sender }) => sender))]
  return [
    {
      key: 'refused files',
      glyph: 'unverified',
      title: `${countOf(files, 'event file')} refused`,
      detail:
        refused.length === 1
          ? `The connector of ${newest.sender} sent what ${newest.owner} wrote, as its own.`
          : `Connectors of ${sayNames(senders.slice(0, NAMED), senders.length - NAMED)} sent what other proxies wrote, as their own.`,
      team: '',
      since: newest.lastAt,
      href:
        senders.length === 1 ? routes.proxy(newest.sender) : routes.audit({ action: 'proxy.events-refused' }),
    },
  ]
}

function itemOfUnmatched(
  { processes, since, finders, moreFinders }: UnmatchedProcesses,
  now: Date,
): AttentionItem[] {
  const [first] = finders
  if (first === undefined) return []
  return [
    {
      key: 'unmatched',
      glyph: 'unverified',
      title: `${countOf(processes, 'process', 'processes')} ${processes === 1 ? 'fits' : 'fit'} no proxy`,
      detail: `Found beside ${sayNames(finders, moreFinders)}. Calls of ${processes === 1 ? 'it' : 'them'} are kept without a proxy.`,
      team: '',
      since: since ?? now,
      href: routes.proxy(first),
    },
  ]
}

function sayNames(names: readonly string[], more: number): string {
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '')
}
