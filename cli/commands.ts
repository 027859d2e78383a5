import type { Command } from 'commander'
import { register as check } from './check'
import { register as conformance } from './conformance'
import { register as connect } from './connect'
import { register as diff } from './diff'
import { register as edit } from './edit'
import { register as evaluate } from './eval'
import { register as explain } from './explain'
import { register as lint } from './lint'
import { register as proxy } from './proxy'
import { register as scan } from './scan'
import { register as test } from './test'

/**
 * Every command, in the order of the help. A command is `cli/NAME.ts` with `register(program)`: it declares arguments and options, and its
 * action imports the work (`await import('…')`), so that no command pays for the code of another at its start.
 */
export const COMMANDS: readonly ((program: Command) => void)[] = [
  lint,
  test,
  diff,
  check,
  explain,
  evaluate,
  edit,
  scan,
  conformance,
  connect,
  proxy,
]
