/** Choices of a test, each in [0, 1). The seed is said, so that a run can be repeated with LOCKSTEP_SEED. */
export function seededChance(): { seed: number; chance: () => number } {
  const seed = Number(process.env.LOCKSTEP_SEED ?? Date.now() % 2 ** 31)
  process.stderr.write(`Seed ${seed}; repeat with LOCKSTEP_SEED=${seed}\n`)
  return { seed, chance: chanceOf(seed) }
}

/** mulberry32: the same choices for the same seed. */
function chanceOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
