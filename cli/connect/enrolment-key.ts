import { readFileSync } from 'node:fs'
import { CommandFailure } from '../failure'

const KEY = /^lsk_[A-Za-z0-9_-]{43}$/

/** The key that stands in the environment, which is taken out of it: what this program starts (git, a restart command) must not have it. */
export function takeKeyFromEnvironment(): string | undefined {
  const given = process.env.LOCKSTEP_ENROL_KEY
  delete process.env.LOCKSTEP_ENROL_KEY
  return given
}

/** The key comes by a file, standard input or the environment (`given`): arguments are shown to everybody on the host. */
export async function readEnrolmentKey(
  enrol: string | undefined,
  given: string | undefined,
): Promise<string> {
  if (given !== undefined && given !== '') {
    if (KEY.test(given.trim())) return given.trim()
    throw new CommandFailure('LOCKSTEP_ENROL_KEY holds no enrolment key: copy it again from the Connect page')
  }
  if (enrol === undefined) {
    throw new CommandFailure(
      'this proxy is not enrolled yet: name a file with the key as --enrol FILE, or - for standard input, or set LOCKSTEP_ENROL_KEY. Make a key on the Connect page.',
    )
  }
  if (enrol === '-') return readKeyFromInput()
  let text: string
  try {
    text = readFileSync(enrol, 'utf8')
  } catch (error) {
    throw new CommandFailure(
      `the file of the enrolment key cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
  if (KEY.test(text.trim())) return text.trim()
  throw new CommandFailure(`${enrol} holds no enrolment key: copy it again from the Connect page`)
}

/** A key that was typed as an argument is known to the host already: it must not be used any more. */
export function refuseKeyAsArgument(enrol: string | undefined): void {
  if (enrol?.startsWith('lsk_') !== true) return
  throw new CommandFailure(
    'the enrolment key must not be an argument: everybody on this host could read it. Revoke it in Settings, make a new one, and give it as --enrol FILE or on standard input',
  )
}

async function readKeyFromInput(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Enrolment key: ')
  let text = ''
  for await (const chunk of process.stdin) {
    text += String(chunk)
    if (text.includes('\n') || text.length > 1000) break
  }
  process.stdin.destroy()
  const key = text.trim()
  if (!KEY.test(key)) {
    throw new CommandFailure(
      'what came on standard input is no enrolment key: copy it again from the Connect page',
    )
  }
  return key
}
