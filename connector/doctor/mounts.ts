import { readFileSync } from 'node:fs'

/** One line of /proc/self/mountinfo, as far as it matters here. */
export interface Mount {
  /** What of the file system is mounted, as a path in it. */
  readonly root: string
  readonly mountPoint: string
  readonly type: string
}

/** Reads the text of /proc/self/mountinfo (proc_pid_mountinfo(5)); lines of another shape are left out. */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [fields = '', more = ''] = line.split(' - ')
    const [, , , root, mountPoint] = fields.split(' ')
    const [type] = more.split(' ')
    if (root === undefined || mountPoint === undefined || type === undefined || type === '') return []
    return [{ root: unescape(root), mountPoint: unescape(mountPoint), type }]
  })
}

/** Blanks and backslashes are written as three octal digits. */
function unescape(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)))
}

/** The mounts of this process; none where the system does not say them. */
export function readMounts(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8')
  } catch {
    return ''
  }
}

/** The mount in which a resolved path lies: the one with the longest mount point, the last of equal ones. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | null {
  let found: Mount | null = null
  for (const mount of mounts) {
    const prefix = mount.mountPoint === '/' ? '/' : `${mount.mountPoint}/`
    const inside = path === mount.mountPoint || path.startsWith(prefix)
    if (inside && mount.mountPoint.length >= (found?.mountPoint.length ?? 0)) found = mount
  }
  return found
}

const NETWORK =
  /^(nfs4?|cifs|smb3|smbfs|9p|afs|ceph|lustre|gpfs|beegfs|glusterfs|gfs2|ocfs2|virtiofs|fuse(\..*)?)$/

/** Whether files there may be changed by another machine, without a word to this one. */
export function isNetworkType(type: string): boolean {
  return NETWORK.test(type)
}
