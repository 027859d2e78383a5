import { formatInstant } from '@/components/ui/format-time'
import { routes } from '@/lib/routes'
import { printable } from '@/lib/policy/describe/sentence'

/** What an action is called on screen. The trail outlives this table: what is not in it is shown as it was written. */
const WORDS: Readonly<Record<string, string>> = {
  'session.created': 'Signed in',
  'session.ended': 'Signed out',
  'session.revoked': 'Ended a session',
  'key.created': 'Made an enrolment key',
  'key.revoked': 'Revoked an enrolment key',
  'proxy.enrolled': 'Enrolled a proxy',
  'proxy.enrolled-again': 'Enrolled a proxy again',
  'proxy.retired': 'Retired a proxy',
  'proxy.path-changed': 'Changed a proxy’s policy',
  'proxy.file-asked': 'Asked a connector for its file',
  'proxy.file-sent': 'Sent its file to a person',
  'proxy.file-adopted': 'Adopted a file from its host',
  'proxy.restore-asked': 'Asked a connector to restore its file',
  'proxy.restored': 'Restored its file',
  'proxy.request-refused': 'Refused what it was asked',
  'proxy.events-refused': 'Was refused the event file of a proxy',
  'proxy.tools-acknowledged': 'Acknowledged changed tools',
  'token.renewal-asked': 'Asked a connector to renew its token',
  'token.rotated': 'Renewed its token',
  'token.revoked': 'Revoked a proxy’s token',
  'change.proposed': 'Opened a pull request',
  'change.described': 'Brought the description of a pull request up to its head',
  'decisions.dropped': 'Dropped decisions past their time',
}

const NOUNS = [
  { value: 'session', label: 'Sign-ins and sessions' },
  { value: 'key', label: 'Enrolment keys' },
  { value: 'proxy', label: 'Proxies' },
  { value: 'token', label: 'Proxies’ tokens' },
  { value: 'change', label: 'Changes' },
  { value: 'decisions', label: 'Retention' },
] as const

/** Choices of the filter, by noun; values are what the address keeps. */
export const ACTION_CHOICES = NOUNS.map(({ value, label }) => ({
  noun: value,
  label,
  actions: Object.entries(WORDS).filter(([action]) => action.startsWith(`${value}.`)),
}))

export function actionWords(action: string): string {
  return WORDS[action] ?? printable(action)
}

/** What was done something to, with its page where it has one. */
export interface SubjectText {
  readonly text: string
  readonly href: string | null
}

export function describeSubject(action: string, subject: string | null): SubjectText {
  const noun = action.split('.')[0]
  if (subject === null) return { text: '', href: null }
  const text = printable(subject)
  switch (noun) {
    case 'change': {
      const number = /^#(\d{1,9})$/.exec(subject)?.[1]
      return { text, href: number === undefined ? null : routes.change(Number(number)) }
    }
    case 'proxy':
    case 'token':
      return { text, href: routes.proxy(subject) }
    case 'key':
      return { text: `key …${text.slice(-6)}`, href: routes.settings('keys') }
    case 'session':
      return { text: `@${text}`, href: routes.audit({ who: subject }) }
    default:
      return { text, href: null }
  }
}

/** Of one fact: those after it, such as until when a key holds, are never cut away by a long list before them. */
const LONGEST = 160

/** The facts of a line in one row of text: "mode pull, path policies/a.yaml". Ids that stand elsewhere are left out. */
export function describeDetail(detail: unknown): string {
  if (typeof detail !== 'object' || detail === null) return ''
  return Object.entries(detail)
    .filter(([key, value]) => key !== 'session' && value !== null)
    .map(([key, value]) => `${KEYS[key] ?? printable(key)} ${cut(describeFact(key, value))}`)
    .join(', ')
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

/** Keys whose name in the database is no word. */
const KEYS: Readonly<Record<string, string>> = {
  expiresAt: 'until',
  followUp: 'follow-up',
  askedBy: 'asked by',
  notAsked: 'could not be asked:',
  emergency: 'emergency:',
}

function describeFact(key: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => printable(String(one))).join(' ')
  const until = key === 'expiresAt' && typeof value === 'string' ? new Date(value) : null
  if (until !== null && !Number.isNaN(until.getTime())) return formatInstant(until)
  if (key === 'key' && typeof value === 'string') return `…${printable(value.slice(-6))}`
  if (key === 'followUp' && typeof value === 'number') return `#${value}`
  if (key === 'askedBy' && typeof value === 'string') return `@${printable(value)}`
  // A sentence of a person among facts.
  if (key === 'emergency' && typeof value === 'string') return `“${printable(value)}”`
  return printable(typeof value === 'string' ? value : JSON.stringify(value))
}
