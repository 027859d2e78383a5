import { randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The token of the admin routes: made once, kept in the data folder, readable only by its owner. */
export function adminTokenIn(dataDirectory: string): string {
  const path = join(dataDirectory, 'admin-token')
  if (existsSync(path)) return readFileSync(path, 'utf8').trim()
  const token = randomBytes(24).toString('hex')
  writeFileSync(path, `${token}\n`, { mode: 0o600 })
  return token
}

export function isAdmin(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
