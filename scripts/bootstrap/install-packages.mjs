import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { takeLock } from '../processes/lock.mjs'
import { fail } from './fail.mjs'
import { runNpm, stopLeftNpm } from './run-npm.mjs'

/**
 * Runs `npm ci` unless node_modules holds exactly what the lock file says, for this Node and platform. The stamp that says so lies
 * inside node_modules and is written last, so an installation that failed or was interrupted is done again; what a killed one left running
 * is ended first.
 */
export async function installPackages(root) {
  const stamp = join(root, 'node_modules', '.lockstep-install.json')
  const wanted = fingerprint(root)
  if (isInstalled(stamp, wanted)) return
  const release = await takeLock(join(root, 'dist', 'workspace', 'install.lock'), () =>
    say('Waiting for another program that installs the packages ...'),
  )
  try {
    // The other one may have done it meanwhile.
    if (isInstalled(stamp, wanted)) return
    rmSync(stamp, { force: true })
    const record = join(root, 'dist', 'workspace', 'install.json')
    await stopLeftNpm(record)
    const began = Date.now()
    say('Installing packages (the first time takes a minute or two) ...')
    await npmCi(root, record)
    writeFileSync(stamp, wanted)
    say(`Packages installed in ${((Date.now() - began) / 1000).toFixed(1)} s`)
  } finally {
    release()
  }
}

/** To stderr: what `npm run bench -- NAME --json` prints must be its lines alone, also the first time. */
function say(line) {
  console.error(line)
}

function fingerprint(root) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  return JSON.stringify({
    lock,
    node: process.versions.node.split('.')[0],
    platform: process.platform,
    arch: process.arch,
  })
}

function isInstalled(stamp, wanted) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
}

/** Development packages are wanted even where NODE_ENV says production: the build and the local forge need them. */
async function npmCi(root, record) {
  const flags = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const code = await runNpm(flags, root, record)
  if (code !== 0) {
    fail(
      "The packages could not be installed (npm says why above): check the network, npm's registry settings and the free disk space, then start again.",
    )
  }
}
