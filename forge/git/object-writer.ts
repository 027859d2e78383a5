import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import type { ObjectType } from './object-reader'

/** The id git gives to these bytes: sha1 over `type SP length NUL bytes`. */
export function objectSha(type: ObjectType, data: Uint8Array): string {
  return createHash('sha1').update(`${type} ${data.length}\0`).update(data).digest('hex')
}

/**
 * Stores one loose object the way git does (zlib, temporary name, rename) and returns its sha. A process per
 * object would make seeding a year of history take minutes.
 */
export function writeObject(directory: string, type: ObjectType, data: Uint8Array): string {
  const sha = objectSha(type, data)
  const folder = join(directory, 'objects', sha.slice(0, 2))
  const path = join(folder, sha.slice(2))
  if (existsSync(path)) return sha
  mkdirSync(folder, { recursive: true })
  const temporary = join(folder, `tmp_obj_${randomBytes(6).toString('hex')}`)
  const content = deflateSync(Buffer.concat([Buffer.from(`${type} ${data.length}\0`), data]), { level: 1 })
  writeFileSync(temporary, content, { mode: 0o444 })
  renameSync(temporary, path)
  return sha
}
