/** True for a whole object id: 40 lower-case hex characters (sha-1, the only object format of GitHub). */
export function isObjectId(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text)
}

/** Stops anything but whole ids from reaching git's arguments, where it could be an option or a revision. */
export function requireObjectIds(...ids: readonly string[]): void {
  for (const id of ids) {
    if (!isObjectId(id))
      throw new RangeError(`${JSON.stringify(id.slice(0, 60))} is not a 40-character object id`)
  }
}
