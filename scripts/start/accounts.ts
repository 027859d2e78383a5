import { ACCOUNTS } from '@/forge/seed/accounts'

/** A person whom the local forge lets anybody sign in as. */
export interface DemoAccount {
  login: string
  name: string
  /** On the policy repository. */
  role: 'admin' | 'write' | 'read' | 'none'
}

/** The accounts for the ready file. */
export function demoAccounts(): DemoAccount[] {
  return ACCOUNTS.filter(({ demo }) => demo).map(({ login, name, role }) => ({ login, name, role }))
}

/** The accounts for people, in one line. */
export function describeAccounts(): string {
  return ACCOUNTS.filter(({ demo }) => demo)
    .map(({ login, description }) => `${login} (${description})`)
    .join(', ')
}
