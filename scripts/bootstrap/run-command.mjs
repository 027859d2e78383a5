// Plain JavaScript, Node built-ins only: packages may not be installed yet.
import { accessSync, constants } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { checkGit } from './check-git.mjs'
import { fail } from './fail.mjs'
import { installPackages } from './install-packages.mjs'
import { meaningOfRefusal } from './refusal.mjs'
import { stopWithNpm } from './stop-with-npm.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Checks what the machine must bring, installs packages when they are missing or old, and runs `program`, a path in the checkout, in
 * this very process, so that signals and the exit code need no passing on.
 */
export async function runCommand(program, args) {
  checkGit()
  checkWritable()
  stopWithNpm()
  await installOrSayWhyNot()
  const { register } = await import('tsx/esm/api')
  // tsx would look for it from the current folder, which may be another.
  register({ tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)) })
  const { runProgram } = await import('../program.ts')
  const { main } = await import(new URL(program, pathToFileURL(ROOT)).href)
  await runProgram(() => main(args))
}

/** Nothing that is installed can say it yet: a full disk, or a folder of somebody else's below the checkout. */
async function installOrSayWhyNot() {
  try {
    await installPackages(ROOT)
  } catch (error) {
    const sentence = error.isAdvice ? undefined : meaningOfRefusal(error.message, error.path ?? ROOT)
    if (sentence === undefined) throw error
    fail(sentence)
  }
}

function checkWritable() {
  try {
    accessSync(ROOT, constants.W_OK)
  } catch {
    fail(
      `${ROOT} may not be written by this user, and packages and the build go there: change its owner or copy the checkout.`,
    )
  }
}
