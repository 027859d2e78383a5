import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildCli, bundleProgram, CLI_FILE } from './build-cli'
import { inCheckout } from './paths'
import { isProgram, runProgram } from './program'

/** Where the image takes what it has besides the app. */
const IMAGE_FOLDER = inCheckout('dist', 'image')

/** Makes, for the image, the migration runner in one file that needs no packages, and the command line that it offers for download. */
export async function buildForImage(folder = IMAGE_FOLDER): Promise<void> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'migrate.mjs'), await bundleProgram('scripts/migrate.ts'))
  await buildCli()
  cpSync(CLI_FILE, join(folder, 'lockstep.mjs'))
}

if (isProgram(import.meta.url)) {
  await runProgram(async () => {
    await buildForImage()
    return 0
  })
}
