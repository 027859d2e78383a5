import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { takeLock } from '../processes/lock.mjs'
import { fail } from './fail.mjs'

/**
 * Runs `npm ci` unless node_modules holds exactly what the lock file says, for this Node and platform. The stamp that says so lies
 * inside node_modules and is written last, so an installation that failed or was interrupted is done again.
 */
export async function installPackages(root) {
  const stamp = join(root, 'node_modules', '.lockstep-install.json')
  const wanted = fingerprint(root)
  if (isInstalled(stamp, wanted)) return
  const release = await takeLock(join(root, 'dist', 'workspace', 'install.lock'), () =>
    console.log('Waiting for another program that installs the packages ...'),
  )
  try {
    // The other one may have done it meanwhile.
    if (isInstalled(stamp, wanted)) return
    rmSync(stamp, { force: true })
    const began = Date.now()
    console.log('Installing packages (the first time takes a minute or two) ...')
    await npmCi(root)
    writeFileSync(stamp, wanted)
    console.log(`Packages installed in ${((Date.now() - began) / 1000).toFixed(1)} s`)
  } finally {
    release()
  }
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
async function npmCi(root) {
  const flags = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  // The npm that started us, or the one on the PATH.
  const [program, args] =
    npm && basename(npm) === 'npm-cli.js' ? [process.execPath, [npm, ...flags]] : ['npm', flags]
  const code = await exitCodeOf(program, args, root)
  if (code !== 0) {
    fail(
      "The packages could not be installed (npm says why above): check the network, npm's registry settings and the free disk space, then start again.",
    )
  }
}

/** A signal that stops us must stop npm first: half an installation that goes on by itself would meet the next one. */
function exitCodeOf(program, args, root) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    const pass = (signal) => child.kill(signal)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass)
    const end = (code) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, pass)
      resolve(code)
    }
    child.once('error', (error) => {
      console.error(`${program}: ${error.message}`)
      end(1)
    })
    // npm was stopped with us, and has said so.
    child.once('exit', (code, signal) => (signal === null ? end(code) : process.exit(130)))
  })
}
