import type { PersonRow } from '@/components/settings/people-table'
import { roleAtLeast, ROLES, type Role } from '@/lib/context'
import type { PersonLine } from '@/lib/people/list-people'
import type { OwnedPolicies } from '@/lib/repository/owned-policies'

/** A person as the table shows one: what follows from the role that GitHub said last, and nothing where it did not say one lately. */
export function toPersonRow(
  { login, name, role, roleCheckedAt, sessions }: PersonLine,
  owns: OwnedPolicies | null,
): PersonRow {
  const known = role === null ? null : (ROLES.find((one) => one === role) ?? 'none')
  const may = (least: Role) => (known === null ? null : roleAtLeast(known, least))
  return {
    login,
    name,
    role,
    roleCheckedAt,
    sessions,
    owns,
    looks: may('read'),
    drafts: may('write'),
    administers: may('admin'),
  }
}
