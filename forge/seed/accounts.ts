/** What an account may do on the repository; `none` = an account without any role on it. */
type SeedRole = 'admin' | 'write' | 'read' | 'none'

/** A team of the organisation `northwind`, as CODEOWNERS names it without `@northwind/`. */
export type Team = 'payments' | 'platform' | 'data' | 'support' | 'security'

export type Login =
  | 'mara'
  | 'priya'
  | 'noor'
  | 'tomas'
  | 'jonas'
  | 'ines'
  | 'arjun'
  | 'dmitri'
  | 'hana'
  | 'yuki'
  | 'sam'
  | 'lena'
  | 'kx-417'

/** An account of the local forge. `demo` marks those that the start script prints. */
export interface SeedAccount {
  readonly login: Login
  readonly name: string
  readonly email: string
  readonly role: SeedRole
  readonly teams: readonly Team[]
  /** What this person is there to show, in a few words. */
  readonly description: string
  readonly demo: boolean
}

export const ORGANISATION = { login: 'northwind', name: 'Northwind Robotics' }
export const REPOSITORY = 'agent-policies'
export const TEAMS: readonly Team[] = ['payments', 'platform', 'data', 'support', 'security']

function account(
  login: Login,
  name: string,
  role: SeedRole,
  teams: readonly Team[],
  description: string,
  demo: boolean,
): SeedAccount {
  return { login, name, email: `${login}@northwind.example`, role, teams, description, demo }
}

export const ACCOUNTS: readonly SeedAccount[] = [
  account('mara', 'Mara Lindqvist', 'write', ['security'], 'security analyst', true),
  account('tomas', 'Tomas Okafor', 'write', ['payments'], 'code owner of payments', true),
  account('ines', 'Ines Carvalho', 'write', ['platform'], 'code owner of platform', true),
  account('dmitri', 'Dmitri Hale', 'write', ['data'], 'code owner of data', true),
  account('yuki', 'Yuki Tanaka', 'write', ['support'], 'code owner of support', true),
  account('priya', 'Priya Raman', 'admin', ['security'], 'security lead, administrator', true),
  account('lena', 'Lena Vogt', 'read', [], 'auditor, may look only', true),
  account('kx-417', 'Kim Xu', 'none', [], 'outsider without a role', true),
  account('noor', 'Noor Haddad', 'write', ['security'], 'security engineer', false),
  account('jonas', 'Jonas Weber', 'write', ['payments'], 'code owner of payments', false),
  account('arjun', 'Arjun Mehta', 'write', ['platform'], 'code owner of platform', false),
  account('hana', 'Hana Kovar', 'write', ['data'], 'code owner of data', false),
  account('sam', 'Sam Oyelaran', 'write', ['support'], 'code owner of support', false),
]
