import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inCheckout, ROOT, WORKSPACE } from '../paths'
import { plainEnvironment } from '../processes/environment'
import type { Program } from '../processes/group'
import { takeLock } from '../processes/lock.mjs'
import { RunFile } from '../processes/run-file'
import { runToEnd } from '../processes/run-to-end'
import { sourcesHash } from '../sources-hash'

/** One folder per build, named after the hash of its sources. */
const BUILDS = join('dist', 'app')
/** An app that still runs from an older build keeps its files. */
const BUILDS_TO_KEEP = 3
const LOG = join(WORKSPACE, 'build.log')

/** The folder of the production build for the present sources of a checkout, with server.js in it; undefined when there is none yet. */
export function existingBuild(root: string = ROOT): string | undefined {
  const folder = buildFolder(root)
  if (!existsSync(join(folder, 'server.js'))) return undefined
  const now = new Date()
  utimesSync(folder, now, now)
  return folder
}

/** Where the production build for the present sources of a checkout lies, or will. */
export function buildFolder(root: string): string {
  return join(root, BUILDS, sourcesHash(root))
}

/**
 * Makes the production build and returns its folder. It is moved there when it is complete: a build that was killed is never used and is
 * done again, and an app that runs keeps the files of its own build. `signal` stops the build.
 */
export async function buildApp(signal: AbortSignal): Promise<string> {
  const release = await takeLock(join(WORKSPACE, 'build.lock'))
  try {
    const existing = existingBuild()
    if (existing !== undefined) return existing
    const target = buildFolder(ROOT)
    await nextBuild(signal)
    collect(target)
    removeOldBuilds()
    return target
  } finally {
    release()
  }
}

async function nextBuild(signal: AbortSignal): Promise<void> {
  const runFile = new RunFile(join(WORKSPACE, 'build.json'))
  // Next refuses to build beside the build of a start that was killed.
  await runFile.stopLeftovers()
  for (const path of [LOG, inCheckout('.next', 'standalone')]) rmSync(path, { recursive: true, force: true })
  await runToEnd(nextProgram(), runFile, signal)
}

function nextProgram(): Program {
  return {
    name: 'next build',
    file: process.execPath,
    args: [inCheckout('node_modules/next/dist/bin/next'), 'build'],
    cwd: inCheckout(),
    env: plainEnvironment('production', { NEXT_TELEMETRY_DISABLED: '1' }),
    log: LOG,
  }
}

/** The standalone output leaves these two to a content delivery network; ours come from the app itself. */
function collect(target: string): void {
  const draft = inCheckout('.next', 'standalone')
  cpSync(inCheckout('.next', 'static'), join(draft, '.next', 'static'), { recursive: true })
  if (existsSync(inCheckout('public')))
    cpSync(inCheckout('public'), join(draft, 'public'), { recursive: true })
  mkdirSync(dirname(target), { recursive: true })
  rmSync(target, { recursive: true, force: true })
  renameSync(draft, target)
}

function removeOldBuilds(): void {
  const builds = inCheckout(BUILDS)
  const folders = readdirSync(builds).map((name) => join(builds, name))
  const newestFirst = folders.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  for (const folder of newestFirst.slice(BUILDS_TO_KEEP)) rmSync(folder, { recursive: true, force: true })
}
