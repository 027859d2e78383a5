// Plain JavaScript, Node built-ins only: the bootstrap uses it before anything is installed. Types: refusal.d.mts.

/** What an operating system's refusal means for `path`, in a sentence; undefined when it is none that a person can mend. */
export function meaningOfRefusal(text, path) {
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
