import type { Forge } from '@/forge/open-forge'

export const REPOSITORY = { owner: 'acme', repo: 'policies' } as const
export const FULL_NAME = 'acme/policies'

/**
 * A small company: ana and ben write (ben in team payments, cleo in team security), dora administers, rita reads,
 * otto is an outsider. `payments/` belongs to team payments, `security/` to team security, the rest to nobody.
 */
export async function foundAcme(forge: Forge, at = new Date('2026-03-01T09:00:00Z')): Promise<void> {
  for (const login of ['ana', 'ben', 'cleo', 'dora', 'rita', 'otto']) {
    forge.createAccount({ login, name: login.toUpperCase(), email: `${login}@acme.test`, at })
  }
  forge.createOrganisation({ login: 'acme', name: 'Acme', at })
  forge.createTeam({ org: 'acme', slug: 'payments', name: 'Payments', members: ['ben'], at })
  forge.createTeam({ org: 'acme', slug: 'security', name: 'Security', members: ['cleo'], at })
  await forge.createRepository({ owner: 'acme', name: 'policies', private: true, at })
  await forge.setRole({ repository: FULL_NAME, to: 'ana', role: 'write', at })
  await forge.setRole({ repository: FULL_NAME, to: 'dora', role: 'admin', at })
  await forge.setRole({ repository: FULL_NAME, to: 'rita', role: 'read', at })
  await forge.setRole({ repository: FULL_NAME, to: 'acme/payments', role: 'write', at })
  await forge.setRole({ repository: FULL_NAME, to: 'acme/security', role: 'write', at })
  await forge.commitFiles({
    repository: FULL_NAME,
    branch: 'main',
    files: {
      '.github/CODEOWNERS': 'payments/ @acme/payments\nsecurity/ @acme/security\n',
      'payments/limits.yaml': 'limit: 1\n',
      'security/base.yaml': 'deny: all\n',
      'README.md': '# Policies\n',
    },
    message: 'Start',
    person: 'dora',
    at,
  })
}

/** A branch with one changed file, and a pull request from it. Returns the number. */
export async function proposeChange(
  forge: Forge,
  change: {
    readonly person: string
    readonly path: string
    readonly text: string
    readonly branch?: string
    readonly draft?: boolean
    readonly at?: Date
  },
): Promise<number> {
  const at = change.at ?? new Date('2026-03-02T09:00:00Z')
  const branch = change.branch ?? `change-${change.path.replaceAll('/', '-')}`
  const { person, path, text, draft = false } = change
  await forge.commitFiles({
    repository: FULL_NAME,
    branch,
    files: { [path]: text },
    message: `Change ${path}`,
    person,
    at,
  })
  const { issue } = await forge.openPull({
    repository: FULL_NAME,
    head: branch,
    base: 'main',
    title: `Change ${path}`,
    body: 'Because.',
    draft,
    person,
    at,
  })
  return issue.number
}
