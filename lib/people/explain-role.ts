import { roleAtLeast, type Role } from '@/lib/context'

/** Something that a role on the repository gives, or does not, and why. */
export interface Ability {
  readonly what: string
  readonly allowed: boolean
  /** One sentence, for the person that it is about. */
  readonly why: string
}

/** What a person may do here. Everything follows from the forge; nothing of it is stored as a right. */
export function explainRole(role: Role): readonly Ability[] {
  const [looks, drafts, administers] = [
    roleAtLeast(role, 'read'),
    roleAtLeast(role, 'write'),
    roleAtLeast(role, 'admin'),
  ]
  return [
    {
      what: 'Look',
      allowed: looks,
      why: looks
        ? 'Read on the repository shows policies, changes, decisions, the fleet and the audit trail.'
        : 'Looking needs read on the repository; that it is public gives nothing.',
    },
    {
      what: 'Draft and open pull requests',
      allowed: drafts,
      why: drafts
        ? 'Write on the repository; commits and pull requests are made with your own sign-in.'
        : 'Drafting needs write on the repository.',
    },
    {
      what: 'Connect proxies and open settings',
      allowed: administers,
      why: administers
        ? 'Admin on the repository; enrolment keys and everybody’s sessions are for administrators.'
        : 'Enrolment keys, people and settings need admin on the repository.',
    },
  ]
}
