const KEPT = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'NODE_EXTRA_CA_CERTS']

/**
 * What the programs we start may see of our environment: enough to find programs, a home and a language, and no secret of the shell;
 * and what they need `more`.
 */
export function plainEnvironment(
  mode: 'production' | 'development',
  more: Record<string, string> = {},
): { NODE_ENV: 'production' | 'development'; [name: string]: string } {
  const environment = { ...more, NODE_ENV: mode }
  for (const name of KEPT) {
    const value = process.env[name]
    if (value !== undefined) Object.assign(environment, { [name]: value })
  }
  return environment
}
