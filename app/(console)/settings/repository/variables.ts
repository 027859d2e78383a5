import type { Variable } from '@/components/settings/environment-variables'
import type { Environment } from '@/lib/env'

/** Every variable of the app's environment. Values of secrets stay on the server: a page gets only whether they are set. */
export function variablesOf(environment: Environment): Variable[] {
  return [
    shown('LOCKSTEP_URL', environment.LOCKSTEP_URL, 'where people reach Lockstep'),
    shown('REPOSITORY', environment.REPOSITORY, 'the policy repository'),
    shown('GITHUB_URL', environment.GITHUB_URL, 'GitHub for people'),
    shown('GITHUB_API_URL', environment.GITHUB_API_URL, 'GitHub for programs'),
    shown('GITHUB_APP_ID', String(environment.GITHUB_APP_ID), 'number of the app'),
    shown('GITHUB_CLIENT_ID', environment.GITHUB_CLIENT_ID, 'the app, for sign-in'),
    secret('GITHUB_CLIENT_SECRET', environment.GITHUB_CLIENT_SECRET, 'the app’s password for sign-in'),
    secret('GITHUB_PRIVATE_KEY_FILE', environment.GITHUB_PRIVATE_KEY_FILE, 'the app’s private key'),
    secret('GITHUB_WEBHOOK_SECRET', environment.GITHUB_WEBHOOK_SECRET, 'signs webhooks'),
    secret('DATABASE_URL', environment.DATABASE_URL, 'the database, with its password'),
    secret('SECRET_KEY', environment.SECRET_KEY, 'signs cookies, encrypts tokens at rest'),
    secret('MIRROR_DIRECTORY', environment.MIRROR_DIRECTORY, 'folder of this process’s mirror'),
    secret('CLI_FILE', environment.CLI_FILE, 'the command line offered for download'),
    shown(
      'DECISION_RETENTION_DAYS',
      String(environment.DECISION_RETENTION_DAYS),
      'days that decisions are kept',
    ),
    shown(
      'ROLL_UP_RETENTION_MONTHS',
      String(environment.ROLL_UP_RETENTION_MONTHS),
      'months that counts per hour are kept',
    ),
    secret(
      'ALERT_WEBHOOK_URL',
      environment.ALERT_WEBHOOK_URL,
      'where drift, rejection and recovery are told',
    ),
    secret('ALERT_WEBHOOK_SECRET', environment.ALERT_WEBHOOK_SECRET, 'signs what is told'),
    shown('LOG_LEVEL', environment.LOG_LEVEL, 'what this process writes to its log'),
  ]
}

function shown(name: keyof Environment, value: string, meaning: string): Variable {
  return { name, value, meaning }
}

/** Secrets, and paths of the host that nobody in a browser needs. */
function secret(name: keyof Environment, value: string | undefined, meaning: string): Variable {
  return { name, meaning, isSet: value !== undefined }
}
