import { eventFileId } from '@/lib/wire/event-file-id'
import { sha256Of } from './digest'

/**
 * The id of a process as one proxy reports it, found again from the first line of the process's event file (its SHA-256): a connector that
 * remembers nothing names the same process, and none of its loads is there twice. The server lets an instance belong to one proxy only.
 */
export function instanceIdOf(proxy: string, firstLine: string): string {
  return eventFileId(sha256Of(Buffer.from(`${proxy}\n${firstLine}`)))
}
