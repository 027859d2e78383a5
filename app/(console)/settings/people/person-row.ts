import type { PersonRow } from '@/components/settings/people-table'
import { roleAtLeast, ROLES } from '@/lib/context'
import type { PersonLine } from '@/lib/people/list-people'
import type { OwnedPolicies } from '@/lib/repository/owned-policies'

/** A person as the table shows one: what follows from the role that GitHub said last. */
export function toPersonRow(
  { login, name, role, roleCheckedAt, sessions }: PersonLine,
  owns: OwnedPolicies | null,
): PersonRow {
  const known = ROLES.find((one) => one === role) ?? 'none'
  return {
    login,
    name,
    role,
    roleCheckedAt,
    sessions,
    owns,
    looks: roleAtLeast(known, 'read'),
    drafts: roleAtLeast(known, 'write'),
    administers: roleAtLeast(known, 'admin'),
  }
}
