// The least that a server does with a call: parse it and answer.
let held = ''
process.stdin.on('data', (chunk) => {
  const lines = (held + chunk).split('\n')
  held = lines.pop()
  const answers = lines.map((line) => {
    const { id } = JSON.parse(line)
    return `{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"ok"}]}}\n`
  })
  process.stdout.write(answers.join(''))
})
