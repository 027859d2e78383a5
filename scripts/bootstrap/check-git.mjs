import { spawnSync } from 'node:child_process'
import { fail } from './fail.mjs'

/** The forge merges with `git merge-tree --write-tree`, which came with this version. */
const NEEDED = [2, 38]

export function checkGit() {
  const run = spawnSync('git', ['--version'], { encoding: 'utf8' })
  if (run.error !== undefined) {
    fail(
      `Lockstep needs git ${NEEDED.join('.')} or newer, and there is none on the PATH: install it (for example "apt-get install git").`,
    )
  }
  const found = /(\d+)\.(\d+)/.exec(run.stdout)
  const [major, minor] = found === null ? [0, 0] : [Number(found[1]), Number(found[2])]
  if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
    fail(
      `Lockstep needs git ${NEEDED.join('.')} or newer, and this is ${run.stdout.trim()}: install a newer one.`,
    )
  }
}
