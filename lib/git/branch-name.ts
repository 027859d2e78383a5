/** The short name of a branch: `main` of `refs/heads/main`. What is no full name stays as it is. */
export function branchName(ref: string): string {
  return ref.replace(/^refs\/heads\//, '')
}
