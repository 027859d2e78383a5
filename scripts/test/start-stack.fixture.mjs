// A benchmark's beginning: starts a Lockstep that says something and ends, then prints its own result.
import { startStackIn } from './start-stack.ts'

const said = await startStackIn(process.argv[2], ['--help']).catch((error) => error.message)
console.log(JSON.stringify({ said }))
