import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { parseEnvironment } from '@/lib/env'
import { buildForImage } from './build-image'
import { createDatabase } from './database/create-database'
import { MIGRATIONS } from './migrate'
import { inCheckout } from './paths'
import { KEEP_ALIVE_MS } from './start/app'
import { sharedTestDatabase } from './test/fresh-database'
import { runProgramUnderTest } from './test/run-script'
import { temporaryFolder } from './test/temporary-folder'

function read(name: string): string {
  return readFileSync(inCheckout(name), 'utf8')
}

const service = z.object({
  image: z.string().optional(),
  build: z.string().optional(),
  environment: z.record(z.string(), z.string()),
  env_file: z.string().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
  volumes: z.array(z.string()),
  ports: z.array(z.string()).optional(),
  healthcheck: z.object({ test: z.array(z.string()) }),
})

const compose = z
  .object({
    services: z.record(z.string(), service),
    secrets: z.record(z.string(), z.object({ file: z.string() })),
    volumes: z.record(z.string(), z.null()),
  })
  .parse(parse(read('docker-compose.yml')))

/** `ENV` lines of the image that runs, which is the last stage. */
function imageEnvironment(): Record<string, string> {
  const stage =
    read('Dockerfile')
      .split(/^FROM /m)
      .at(-1) ?? ''
  const words = [...stage.matchAll(/^ENV (.*)$/gm)].flatMap(([, line = '']) => line.split(' '))
  return Object.fromEntries(words.map((word) => word.split('=') as [string, string]))
}

/** The file `lockstep.env` or `.env` as docs/operations.md shows it. */
function documentedEnvironment(file: string): Record<string, string> {
  const blocks = read('docs/operations.md').matchAll(/^ *```\n *# (\S+)\n([\s\S]*?)```$/gm)
  const [, , block = ''] = [...blocks].find(([, name]) => name === file) ?? []
  const lines = block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.includes('='))
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}

describe('the production shape', () => {
  it('is the app and PostgreSQL 18, without forge and demo', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['app', 'database'])
    expect(compose.services.app?.build).toBe('.')
    expect(compose.services.database?.image).toBe('postgres:18')
    expect(compose.services.app?.depends_on).toEqual({ database: { condition: 'service_healthy' } })
  })

  it('gives the app every variable that it needs, with the file that the documentation shows', () => {
    const app = compose.services.app
    const given = { ...imageEnvironment(), ...documentedEnvironment('lockstep.env'), ...app?.environment }
    expect(app?.env_file).toBe('lockstep.env')
    expect(() => parseEnvironment(given)).not.toThrow()
    const { REPOSITORY: _, ...less } = given
    expect(() => parseEnvironment(less)).toThrow('REPOSITORY is not set')
  })

  it('has every variable that Compose itself reads in the file that it reads at every command', () => {
    const asked = [...read('docker-compose.yml').matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name)
    expect(asked).not.toEqual([])
    expect([...new Set(asked)]).toEqual(Object.keys(documentedEnvironment('.env')))
  })

  it('answers on its own machine alone, where the proxy is that speaks TLS', () => {
    const ports = Object.values(compose.services).flatMap((one) => one.ports ?? [])
    expect(ports).toEqual(['127.0.0.1:3000:3000'])
  })

  it.each(['.gitignore', '.dockerignore'])('keeps what the operator puts beside it out: %s', (list) => {
    const folder = temporaryFolder()
    execFileSync('git', ['init', '--quiet', folder])
    cpSync(inCheckout(list), join(folder, '.gitignore'))
    const secrets = ['.env', 'lockstep.env', 'github-private-key.pem', 'lockstep.dump', 'lockstep.dump.new']
    // A file of Git's and one of Docker's mean the same by such lines.
    const { stdout } = spawnSync('git', ['check-ignore', '--stdin'], {
      cwd: folder,
      input: [...secrets, 'package.json', 'lib/env.ts', 'Dockerfile'].join('\n'),
      encoding: 'utf8',
    })
    expect(stdout.trim().split('\n')).toEqual(secrets)
  })

  it('keeps the backup of before when the next one fails, and takes the next one when it does not', () => {
    const [, backup = ''] =
      /^## Backup and restore\n\n```sh\n([\s\S]*?)```/m.exec(read('docs/operations.md')) ?? []
    const folder = temporaryFolder()
    const docker = join(folder, 'docker')
    const backUp = (program: string) => {
      writeFileSync(docker, `#!/bin/sh\n${program}\n`, { mode: 0o755 })
      const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` }
      const { status } = spawnSync('sh', ['-c', backup], { cwd: folder, env })
      return [status, readFileSync(join(folder, 'lockstep.dump'), 'utf8')]
    }
    expect(backUp('echo one')).toEqual([0, 'one\n'])
    expect(backUp('echo half; exit 1')).toEqual([1, 'one\n'])
    expect(backUp('echo two')).toEqual([0, 'two\n'])
  })

  it('keeps idle connections as long as the app that npm start runs', () => {
    expect(imageEnvironment()).toMatchObject({ KEEP_ALIVE_TIMEOUT: String(KEEP_ALIVE_MS) })
  })

  it('copies only what the build before it makes', () => {
    const copied = [...read('Dockerfile').matchAll(/^COPY --from=build (.*) \S+$/gm)].flatMap(
      ([, sources = '']) => sources.split(' '),
    )
    expect(copied).toEqual([
      '/src/.next/standalone',
      '/src/dist/image/migrate.mjs',
      '/src/dist/image/lockstep.mjs',
    ])
  })

  it('migrates before it serves, with one file and no packages', async () => {
    expect(read('Dockerfile')).toMatch(
      /^CMD \["sh", "-c", "node migrate\.mjs prisma\/migrations && exec node --max-semi-space-size=64 server\.js"\]$/m,
    )
    const folder = temporaryFolder()
    await buildForImage(folder)
    expect(existsSync(join(folder, 'lockstep.mjs'))).toBe(true)
    cpSync(MIGRATIONS, join(folder, 'prisma', 'migrations'), { recursive: true })
    const url = await createDatabase(sharedTestDatabase(), `image_${process.pid}`)
    const migrate = () =>
      runProgramUnderTest(process.execPath, ['migrate.mjs', 'prisma/migrations'], {
        cwd: folder,
        env: { ...process.env, DATABASE_URL: url },
      })
    const first = migrate()
    expect([await first.exitCode(), first.output()]).toEqual([0, expect.stringMatching(/^applied \d{14}_/)])
    const second = migrate()
    expect([await second.exitCode(), second.output()]).toEqual([0, 'nothing to apply\n'])
  })
})
