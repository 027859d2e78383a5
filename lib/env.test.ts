import { describe, expect, it } from 'vitest'
import { parseEnvironment } from './env'

const COMPLETE = {
  LOCKSTEP_URL: 'https://lockstep.northwind.example/',
  DATABASE_URL: 'postgresql://lockstep:hunter2@db/lockstep',
  SECRET_KEY: 'k'.repeat(32),
  GITHUB_APP_ID: '12',
  GITHUB_PRIVATE_KEY_FILE: '/run/secrets/app.pem',
  GITHUB_CLIENT_ID: 'Iv1',
  GITHUB_CLIENT_SECRET: 'secret',
  GITHUB_WEBHOOK_SECRET: 'hook',
  REPOSITORY: 'northwind/agent-policies',
  MIRROR_DIRECTORY: '/var/lib/lockstep',
}

describe('the environment', () => {
  it('takes GitHub’s addresses and the usual retention when nothing else is said', () => {
    expect(parseEnvironment(COMPLETE)).toMatchObject({
      LOCKSTEP_URL: 'https://lockstep.northwind.example',
      GITHUB_URL: 'https://github.com',
      GITHUB_API_URL: 'https://api.github.com',
      GITHUB_APP_ID: 12,
      DECISION_RETENTION_DAYS: 90,
      ROLL_UP_RETENTION_MONTHS: 13,
      LOG_LEVEL: 'info',
    })
  })

  it('takes the address of alerts only together with the secret that signs them', () => {
    const url = { ALERT_WEBHOOK_URL: 'https://alerts.northwind.example/lockstep' }
    const secret = { ALERT_WEBHOOK_SECRET: 'k'.repeat(16) }
    expect(parseEnvironment({ ...COMPLETE, ...url, ...secret })).toMatchObject({ ...url, ...secret })
    for (const half of [url, secret]) {
      expect(() => parseEnvironment({ ...COMPLETE, ...half })).toThrow(
        'ALERT_WEBHOOK_SECRET must be set together with ALERT_WEBHOOK_URL',
      )
    }
  })

  it('names every variable that is missing, in one sentence', () => {
    expect(() => parseEnvironment({})).toThrow(
      /LOCKSTEP_URL is not set; DATABASE_URL is not set; .*REPOSITORY is not set/,
    )
  })

  it.each([
    ['SECRET_KEY', 'hunter2', 'must have at least 32 characters'],
    ['DATABASE_URL', 'mysql://hunter2@db', 'must be a postgresql:// address'],
    ['REPOSITORY', 'hunter2', 'must be owner/name'],
    ['MIRROR_DIRECTORY', 'hunter2', 'must be an absolute path'],
    ['GITHUB_APP_ID', 'hunter2', 'is not valid'],
    ['LOCKSTEP_URL', 'hunter2', 'is not valid'],
    ['LOG_LEVEL', 'hunter2', 'is not valid'],
    ['ALERT_WEBHOOK_URL', 'file:///hunter2', 'must be an http:// or https:// address'],
    ['ALERT_WEBHOOK_URL', 'https://me:hunter2@alerts.example', 'must not hold a name or password'],
    ['ALERT_WEBHOOK_SECRET', 'hunter2', 'must have at least 16 characters'],
  ])('says what is wrong with %s without its value', (name, value, problem) => {
    const parse = () => parseEnvironment({ ...COMPLETE, [name]: value })
    expect(parse).toThrow(`${name} ${problem}`)
    expect(parse).not.toThrow('hunter2')
  })
})
