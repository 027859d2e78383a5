// Another replica, as far as tokens go: asks for the token of a person at a time, and prints the answer.
import { openDatabase } from '@/lib/db/database'
import { personToken } from './person-token'

const [personId = '', now = ''] = process.argv.slice(2)
const setting = (name: string): string => process.env[name] ?? ''
const db = openDatabase(setting('DATABASE_URL'), () => {})
const actor = {
  kind: 'person',
  personId,
  sessionId: '',
  login: '',
  name: '',
  role: 'write',
} as const
const answer = await personToken(
  { actor, db, repositoryId: '', now: new Date(now), requestId: 'replica' },
  {
    SECRET_KEY: setting('SECRET_KEY'),
    GITHUB_URL: setting('GITHUB_URL'),
    GITHUB_CLIENT_ID: setting('GITHUB_CLIENT_ID'),
    GITHUB_CLIENT_SECRET: setting('GITHUB_CLIENT_SECRET'),
  },
)
process.stdout.write(`${JSON.stringify(answer)}\n`)
await db.close()
