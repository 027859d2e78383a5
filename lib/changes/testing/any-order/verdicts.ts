interface Verdict {
  readonly login: string
  readonly state: string
}

const WORDS: Readonly<Record<string, string>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  DISMISSED: 'dismissed',
}

/** The rule of GitHub's documentation: each reviewer's last review counts, comments aside. */
export function lastVerdicts(
  reviews: readonly { readonly user: { readonly login: string } | null; readonly state: string }[],
): Verdict[] {
  const last: Record<string, string> = {}
  for (const { user, state } of reviews)
    if (user !== null && WORDS[state] !== undefined) last[user.login] = WORDS[state]
  return Object.entries(last).map(([login, state]) => ({ login, state }))
}

export function sayVerdicts(list: readonly Verdict[]): string[] {
  return list.map(({ login, state }) => `${login} ${state}`).sort()
}
