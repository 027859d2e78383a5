// Keeps every byte it receives in the file of its first argument, and answers requests: with the text of `params.reply` when there is one.
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const [tape, greeting = ''] = process.argv.slice(2)
process.stdin.on('data', (chunk) => appendFileSync(tape, chunk))
process.stdout.write(greeting)
createInterface({ input: process.stdin }).on('line', (line) => {
  let message
  try {
    message = JSON.parse(line)
  } catch {
    return
  }
  if (message.method === 'die') process.exit(3)
  if (message.method === undefined || message.id === undefined || message.method === 'silence') return
  const id = /"id":\s*("[^"]*"|[^,}]*)/.exec(line)[1]
  process.stdout.write(message.params?.reply ?? `{"jsonrpc":"2.0","id":${id},"result":{}}\n`)
})
