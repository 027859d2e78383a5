import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { Advice, advise } from '../advice'
import { recordProcess, stillRuns, type RecordedProcess } from '../processes/identity.mjs'

/*
 * Who uses a database, in a file beside it: the last living user stops it. A program that was killed is no living user, so whoever
 * comes next owns what it left. All functions need the database's lock,
 * but for leaving on a disk that refuses it.
 */

interface User extends RecordedProcess {
  token: string
}

/** Adds this program. `others` says whether somebody else uses the database now. */
export function addUser(folder: string): { token: string; others: boolean } {
  const living = livingUsers(folder)
  const token = randomUUID()
  write(folder, [...living, { ...recordProcess(process.pid), token }])
  return { token, others: living.length > 0 }
}

/** Takes a user away; returns whether somebody still uses the database. */
export function removeUser(folder: string, token: string): boolean {
  const rest = livingUsers(folder).filter((user) => user.token !== token)
  try {
    if (rest.length === 0) rmSync(join(folder, 'users.json'), { force: true })
    else write(folder, rest)
  } catch (error) {
    // A full disk keeps the entry: it counts until this program ends. The last user still stops the database.
    if (!(advise(error, folder) instanceof Advice)) throw error
  }
  return rest.length > 0
}

/** Whether somebody uses the database. */
export function isUsed(folder: string): boolean {
  return livingUsers(folder).length > 0
}

function livingUsers(folder: string): User[] {
  try {
    const users: unknown = JSON.parse(readFileSync(join(folder, 'users.json'), 'utf8'))
    return Array.isArray(users) ? users.filter(isUser).filter(stillRuns) : []
  } catch {
    // Missing or torn by a crash: nobody who could be named uses it.
    return []
  }
}

function isUser(value: unknown): value is User {
  return (
    typeof value === 'object' && value !== null && 'pid' in value && 'identity' in value && 'token' in value
  )
}

function write(folder: string, users: User[]): void {
  const draft = join(folder, 'users.json.new')
  writeFileSync(draft, JSON.stringify(users))
  renameSync(draft, join(folder, 'users.json'))
}
