/** Things with a path, by folder, in their order. A file at the top has the folder ''. */
export function groupPaths<Member extends { readonly path: string }>(
  members: readonly Member[],
): { folder: string; members: Member[] }[] {
  const groups = new Map<string, Member[]>()
  for (const member of members) {
    const folder = folderOf(member.path)
    const group = groups.get(folder)
    if (group === undefined) groups.set(folder, [member])
    else group.push(member)
  }
  return [...groups].map(([folder, group]) => ({ folder, members: group }))
}

/** Everything before the last slash; '' for a file at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
