/**
 * An error whose message is one sentence that tells a person what happened and what to do. The programs in `scripts/` print it without
 * a stack; anything else that is thrown is a bug and prints its stack.
 */
export class Advice extends Error {
  override readonly name = 'Advice'
}

/** What an operating system's refusal means, for `path`; undefined when it is none that a person can mend. */
function meaning(text: string, path: string): string | undefined {
  if (/ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/.test(text))
    return `The disk that holds ${path} is full: free some space and start again.`
  if (/EFBIG|File too large/.test(text))
    return `Files below ${path} may not grow any more: raise the limit (see "ulimit -f") and start again.`
  if (/EROFS|Read-only file system/.test(text))
    return `${path} is on a read-only file system: choose another place.`
  if (/EACCES|EPERM|Permission denied|Operation not permitted/i.test(text))
    return `${path} may not be read or written by this user: change its owner or choose another place.`
  if (/ENOTDIR|Not a directory/.test(text)) return `${path} is not a folder: choose another place.`
  return undefined
}

/** Turns a failure of the operating system, thrown or printed by a program, into advice; returns everything else as it is. */
export function advise(error: unknown, path: string): Error {
  if (error instanceof Advice) return error
  const failure = error instanceof Error ? error : new Error(String(error))
  const code = 'code' in failure ? String(failure.code) : ''
  const sentence = meaning(`${code} ${failure.message}`, path)
  return sentence === undefined ? failure : new Advice(sentence, { cause: failure })
}
