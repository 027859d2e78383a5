// The first thing that runs, on any Node and with nothing installed: old syntax, no packages, and no other module before Node's
// version is known to be enough.
const PROGRAMS = {
  start: 'scripts/start.ts',
  test: 'scripts/test.ts',
  'test-long': 'scripts/test-long.ts',
  bench: 'bench/main.ts',
  conformance: 'scripts/conformance.ts',
  check: 'scripts/check.ts',
}
const command = process.argv[2]
const version = process.versions.node.split('.').map(Number)

function fail(sentence) {
  console.error(sentence)
  process.exitCode = 1
}

if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  fail(
    'Lockstep needs Node 20.19 or newer, and this is ' +
      process.versions.node +
      ': install a newer one from https://nodejs.org.',
  )
} else if (!Object.prototype.hasOwnProperty.call(PROGRAMS, command)) {
  fail('Unknown command ' + command + ': use one of ' + Object.keys(PROGRAMS).join(', ') + '.')
} else {
  import('./bootstrap/run-command.mjs')
    .then((bootstrap) => bootstrap.runCommand(PROGRAMS[command], process.argv.slice(3)))
    .catch((error) => fail(error.isAdvice ? error.message : error.stack))
}
