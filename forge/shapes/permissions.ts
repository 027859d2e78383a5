import { roleAtLeast, type Role } from '@/forge/state/role'

/** A role as GitHub's five flags. */
export function presentPermissions(role: Role): {
  admin: boolean
  maintain: boolean
  push: boolean
  triage: boolean
  pull: boolean
} {
  return {
    admin: role === 'admin',
    maintain: roleAtLeast(role, 'maintain'),
    push: roleAtLeast(role, 'write'),
    triage: roleAtLeast(role, 'triage'),
    pull: roleAtLeast(role, 'read'),
  }
}

/** The old `permission` word, which knows only four roles; `role_name` says the exact one. */
export function legacyPermission(role: Role): 'none' | 'read' | 'write' | 'admin' {
  if (role === 'maintain') return 'write'
  return role === 'triage' ? 'read' : role
}
