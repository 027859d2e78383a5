import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { GitError } from './git-error'
import { checkGit, runGit } from './run-git'
import { scratchRepository, type ScratchRepository } from './scratch-repository'

let repository: ScratchRepository
let directory: string
const servers: Server[] = []

beforeAll(async () => {
  repository = await scratchRepository()
  await repository.commit({ files: { 'a.yaml': 'a' } })
  directory = await mkdtemp(join(tmpdir(), 'lockstep-run-'))
})

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

afterAll(async () => {
  await repository.remove()
  await rm(directory, { recursive: true, force: true })
})

/** Starts an HTTP server on a free port and returns its address. */
async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
}

/** A directory with a program called git that runs the given shell lines. */
async function fakeGit(name: string, lines: string): Promise<string> {
  const bin = join(directory, name)
  await mkdir(bin)
  await writeFile(join(bin, 'git'), `#!/bin/sh\n${lines}\n`)
  await chmod(join(bin, 'git'), 0o755)
  return `${bin}:/usr/bin:/bin`
}

async function failure(work: Promise<unknown>): Promise<GitError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof GitError)) throw new Error('expected a GitError')
  return error
}

describe('what git inherits', () => {
  it('gets none of our variables, no configuration of the machine, and no prompt', async () => {
    process.env.GIT_DIR = '/nowhere'
    process.env.LOCKSTEP_TEST_SECRET = 'do-not-inherit'
    const searchPath = await fakeGit('environment', 'env')
    const { stdout } = await runGit({ args: ['version'], searchPath })
    delete process.env.GIT_DIR
    delete process.env.LOCKSTEP_TEST_SECRET
    const text = stdout.toString('utf8')
    expect(text).not.toMatch(/do-not-inherit|nowhere|HOME=/)
    expect(text).toMatch(/^GIT_CONFIG_NOSYSTEM=1$/m)
    expect(text).toMatch(/^GIT_CONFIG_GLOBAL=\/dev\/null$/m)
    expect(text).toMatch(/^GIT_TERMINAL_PROMPT=0$/m)
    expect(text).toMatch(/^GIT_ALLOW_PROTOCOL=none$/m)
  })

  it('gets a credential through its environment, never through its arguments', async () => {
    const searchPath = await fakeGit('arguments', 'echo "$@"; env')
    const credential = { url: 'https://forge.example/a/b.git', authorization: 'Basic c2VjcmV0' }
    const { stdout } = await runGit({ args: ['fetch'], searchPath, credential })
    const [args = '', ...variables] = stdout.toString('utf8').split('\n')
    expect(args).not.toContain('c2VjcmV0')
    expect(variables).toContain('GIT_CONFIG_KEY_0=http.https://forge.example/.extraHeader')
    expect(variables).toContain('GIT_CONFIG_VALUE_0=Authorization: Basic c2VjcmV0')
  })

  it('runs no hook', async () => {
    const hook = join(repository.gitDir, 'hooks', 'reference-transaction')
    await mkdir(join(repository.gitDir, 'hooks'), { recursive: true })
    await writeFile(hook, `#!/bin/sh\ntouch ${join(directory, 'hook-ran')}\n`)
    await chmod(hook, 0o755)
    await repository.commit({ files: { 'b.yaml': 'b' } })
    await repository.git('update-ref', 'refs/heads/copy', 'refs/heads/main')
    await rm(hook)
    await expect(rm(join(directory, 'hook-ran'))).rejects.toThrow('ENOENT')
  })
})

describe('what git may reach', () => {
  it('sends the credential to its own origin, and to no other', async () => {
    const seen: (string | undefined)[] = []
    const url = await listen((request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(404).end()
    })
    const fetch = (credentialUrl: string) =>
      failure(
        runGit({
          gitDir: repository.gitDir,
          args: ['ls-remote', '--end-of-options', `${url}/a/b.git`],
          protocols: ['http'],
          credential: { url: credentialUrl, authorization: 'Basic c2VjcmV0' },
        }),
      )
    expect((await fetch(`${url}/a/b.git`)).kind).toBe('remote-missing')
    expect((await fetch('http://other.example/a/b.git')).kind).toBe('remote-missing')
    expect(seen).toEqual(['Basic c2VjcmV0', undefined])
  })

  it('follows no redirect', async () => {
    let reached = false
    const target = await listen((_request, response) => {
      reached = true
      response.writeHead(404).end()
    })
    const url = await listen((request, response) =>
      response.writeHead(302, { location: `${target}${request.url ?? ''}` }).end(),
    )
    const args = ['ls-remote', '--end-of-options', `${url}/a/b.git`]
    const error = await failure(runGit({ gitDir: repository.gitDir, args, protocols: ['http'] }))
    expect(error.kind).toBe('unreachable')
    expect(reached).toBe(false)
  })

  it.each([
    [401, 'unauthorised'],
    [403, 'unauthorised'],
    [404, 'remote-missing'],
    [502, 'unreachable'],
  ] as const)('tells an answer of %i as %s', async (status, kind) => {
    const url = await listen((_request, response) => response.writeHead(status).end())
    const args = ['ls-remote', '--end-of-options', `${url}/a/b.git`]
    expect((await failure(runGit({ gitDir: repository.gitDir, args, protocols: ['http'] }))).kind).toBe(kind)
  })

  it('tells a server that is not there as unreachable', async () => {
    const args = ['ls-remote', '--end-of-options', 'http://127.0.0.1:1/a/b.git']
    const error = await failure(runGit({ gitDir: repository.gitDir, args, protocols: ['http'] }))
    expect(error.kind).toBe('unreachable')
  })

  it('uses only the transports that are named', async () => {
    const args = ['ls-remote', '--end-of-options', repository.url]
    await expect(runGit({ gitDir: repository.gitDir, args, protocols: ['file'] })).resolves.toBeDefined()
    await expect(runGit({ gitDir: repository.gitDir, args, protocols: ['https'] })).rejects.toThrow(GitError)
    const ext = ['ls-remote', '--end-of-options', `ext::sh -c "touch ${directory}/ran"`]
    await expect(runGit({ gitDir: repository.gitDir, args: ext })).rejects.toThrow(GitError)
    await expect(rm(join(directory, 'ran'))).rejects.toThrow('ENOENT')
  })

  it('never shows a secret in an error', async () => {
    const url = await listen((_request, response) => response.writeHead(500).end('Basic c2VjcmV0'))
    const address = url.replace('http://', 'http://user:hunter2@')
    const searchPath = await fakeGit('talkative', `echo "fatal: Basic c2VjcmV0 ${address}" >&2; exit 128`)
    const error = await failure(
      runGit({ args: ['fetch'], searchPath, credential: { url, authorization: 'Basic c2VjcmV0' } }),
    )
    expect(`${error.message} ${error.detail}`).not.toMatch(/c2VjcmV0|hunter2/)
    expect(error.detail).toContain('fatal:')
  })
})

describe('limits', () => {
  it('stops a command that takes too long', async () => {
    const searchPath = await fakeGit('slow', 'exec sleep 60')
    const error = await failure(runGit({ args: ['fetch'], searchPath, timeoutMs: 100 }))
    expect(error).toMatchObject({ kind: 'timeout' })
    expect(error.message).toContain('0.1 s')
  })

  it('stops a command that answers too much', async () => {
    const searchPath = await fakeGit('endless', 'exec cat /dev/zero')
    expect((await failure(runGit({ args: ['log'], searchPath, maxOutputBytes: 1000 }))).kind).toBe(
      'output-limit',
    )
  })

  it('gives back the exit codes that are answers, and throws on the others', async () => {
    const searchPath = await fakeGit('exits', 'exit 1')
    expect((await runGit({ args: ['merge-base'], searchPath, answers: [0, 1] })).exitCode).toBe(1)
    expect((await failure(runGit({ args: ['merge-base'], searchPath }))).kind).toBe('failed')
  })
})

describe('the git on this machine', () => {
  it('is accepted', async () => {
    await expect(checkGit()).resolves.toBeUndefined()
  })

  it('says what to install when it is missing or too old', async () => {
    const missing = await failure(checkGit(join(directory, 'empty')))
    expect(missing).toMatchObject({ kind: 'git-missing' })
    expect(missing.message).toBe('git was not found: install git 2.38 or newer.')
    const old = await failure(checkGit(await fakeGit('old', 'echo git version 2.20.1')))
    expect(old.message).toBe('git 2.20 is too old: install git 2.38 or newer.')
    await expect(checkGit(await fakeGit('new', 'echo git version 3.0.0-rc1'))).resolves.toBeUndefined()
  })
})
