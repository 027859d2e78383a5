import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { adminTokenIn } from './admin/admin-token'
import { createForgeServer } from './server'
import { openForge } from './open-forge'

const HELP = `Usage: node --import tsx forge/main.ts --data DIR [--port N] [--ready-file FILE] [--rate-limit N] [--allow-production]
Runs the local forge on 127.0.0.1. --port 0 (the default) takes any free port.
The ready file gets {"url", "adminToken"} once everything answers.`

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    port: { type: 'string', default: '0' },
    'ready-file': { type: 'string' },
    'rate-limit': { type: 'string', default: '5000' },
    'allow-production': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

function stop(message: string): never {
  console.error(message)
  process.exit(2)
}

if (values.help) stop(HELP)
if (values.data === undefined) stop(HELP)
if (process.env.NODE_ENV === 'production' && !values['allow-production']) {
  stop('The local forge lets anybody sign in as anybody. It does not run with NODE_ENV=production.')
}

const dataDirectory = resolve(values.data)
mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
const forge = await openForge(dataDirectory, { searchPath: process.env.PATH })
const adminToken = adminTokenIn(dataDirectory)
const server = createForgeServer({
  core: forge.core,
  adminToken,
  rateLimit: Number(values['rate-limit']),
  report: (error) => console.error(error),
})

server.on('error', (error: NodeJS.ErrnoException) => {
  stop(
    error.code === 'EADDRINUSE'
      ? `Port ${values.port} is in use. Choose another with --port.`
      : String(error),
  )
})
server.listen(Number(values.port), '127.0.0.1', () => {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  forge.core.origin.url = `http://127.0.0.1:${port}`
  const url = forge.core.origin.url
  const readyFile = values['ready-file']
  if (readyFile !== undefined) {
    writeFileSync(`${readyFile}.new`, JSON.stringify({ url, adminToken }), { mode: 0o600 })
    renameSync(`${readyFile}.new`, readyFile)
  }
  console.log(`Local forge: ${url}`)
})

function shutDown(): void {
  server.close(() => {
    forge.close()
    process.exit(0)
  })
  server.closeAllConnections()
}
process.once('SIGINT', shutDown)
process.once('SIGTERM', shutDown)
