import { chmodSync, existsSync, openSync, readSync, closeSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { inCheckout, WORKSPACE } from './paths'
import { takeLock } from './processes/lock.mjs'
import { writeAtomically } from './processes/write-atomically'
import { isProgram, runProgram } from './program'
import { CLI_SOURCES, sourcesHash } from './sources-hash'

/** The command line as one file that runs on Node 20 or newer without any package. */
export const CLI_FILE = inCheckout('dist', 'lockstep.mjs')

/** Node decides by it that bundled CommonJS packages may call `require` for built-in modules. */
const REQUIRE = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`

/** Builds the command line when its sources changed, and returns its path. Safe to call from several programs at once. */
export async function buildCli(): Promise<string> {
  const stamp = `// ${sourcesHash(inCheckout(), CLI_SOURCES)}`
  if (readStamp() === stamp) return CLI_FILE
  const release = await takeLock(join(WORKSPACE, 'cli.lock'))
  try {
    if (readStamp() !== stamp) await bundle(stamp)
    return CLI_FILE
  } finally {
    release()
  }
}

async function bundle(stamp: string): Promise<void> {
  writeAtomically(CLI_FILE, await bundleProgram('cli/main.ts', `#!/usr/bin/env node\n${stamp}\n`), 0o755)
  chmodSync(CLI_FILE, 0o755)
}

/** A program of the checkout with all its packages in the text of one module, `head` before it. */
export async function bundleProgram(entry: string, head = ''): Promise<string> {
  const result = await build({
    entryPoints: [inCheckout(entry)],
    absWorkingDir: inCheckout(),
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    // Errors keep the names of their classes, and stacks those of functions: kept as they are, for to put a shorter one right again each time
    // a function is made costs a call of a proxy a twentieth of its time.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'silent',
    // An optional package of pg's, which nobody installs.
    external: ['pg-native'],
    banner: { js: head + REQUIRE },
  })
  const [file] = result.outputFiles
  if (file === undefined) throw new Error('esbuild wrote nothing')
  return file.text
}

/** The second line of the file that is there; undefined without one. */
function readStamp(): string | undefined {
  if (!existsSync(CLI_FILE)) return undefined
  const file = openSync(CLI_FILE, 'r')
  try {
    const start = Buffer.alloc(100)
    return start.toString('utf8', 0, readSync(file, start)).split('\n')[1]
  } finally {
    closeSync(file)
  }
}

if (isProgram(import.meta.url)) {
  await runProgram(async () => {
    console.log(await buildCli())
    return 0
  })
}
