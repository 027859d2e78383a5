/** An address of Lockstep itself to go on to after signing in; anything else becomes the overview. */
export function localPath(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])/.test(next) || /[\p{Cc}\\]/u.test(next)) return '/'
  return next.length > 2000 ? '/' : next
}
