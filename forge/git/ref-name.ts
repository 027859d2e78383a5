/** True for a name that git accepts as a full ref. Source: git-check-ref-format(1). */
export function isFullRef(name: string): boolean {
  if (!name.startsWith('refs/') || name.endsWith('/') || name.endsWith('.')) return false
  // oxlint-disable-next-line no-control-regex -- control characters are what git forbids
  if (/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\//.test(name)) return false
  return name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
}

export function isBranchName(name: string): boolean {
  return !name.startsWith('-') && isFullRef(`refs/heads/${name}`)
}
