#!/usr/bin/env node
// Prisma schema engine, WASM build, speaking the native binary's stdio JSON-RPC + `cli` sub-commands.
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'
import { Client } from 'pg'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'

const require = createRequire(import.meta.url)
const argv = process.argv.slice(2)
let datasource = {},
  datamodels = [],
  cli
for (let i = 0; i < argv.length; i++) {
  if (argv[i] === '--datasource') datasource = JSON.parse(argv[++i])
  else if (argv[i] === '--datamodels') datamodels.push(argv[++i])
  else if (argv[i] === '--enabled-preview-features' || argv[i] === '--extension-types') i++
  else if (argv[i] === '--version' || argv[i] === '-V') {
    console.log('schema-engine-cli wasm')
    process.exit(0)
  } else if (argv[i] === 'cli') {
    cli = argv[++i]
  }
}
function log(level, message, extra = {}) {
  process.stderr.write(
    JSON.stringify({
      timestamp: new Date().toISOString(),
      level,
      fields: { message, ...extra },
      target: 'schema_engine::logger',
    }) + '\n',
  )
}
function conf(url, database) {
  const u = new URL(url)
  const schema = u.searchParams.get('schema') ?? undefined
  const q = u.searchParams
  const ssl = q.get('sslmode')
  return {
    schema,
    cfg: {
      host: q.get('host') ?? decodeURIComponent(u.hostname),
      port: u.port ? Number(u.port) : 5432,
      user: decodeURIComponent(u.username),
      password: u.password ? decodeURIComponent(u.password) : undefined,
      database: database ?? (decodeURIComponent(u.pathname.slice(1)) || 'postgres'),
      ssl:
        ssl && ssl !== 'disable' && ssl !== 'prefer' && ssl !== 'allow'
          ? { rejectUnauthorized: ssl.startsWith('verify') }
          : undefined,
      max: 1,
    },
  }
}
// adapter-pg 7.10 refuses "char" (oid 18), which Prisma's own catalogue queries return: report it as a character column.
let patched = false
function patch(a) {
  if (patched) return a
  patched = true
  const proto = Object.getPrototypeOf(Object.getPrototypeOf(a)),
    raw = proto.queryRaw,
    io = proto.performIO
  proto.performIO = async function (q) {
    const r = await io.call(this, q)
    this.__char = r.fields?.map((f) => f.dataTypeID === 18)
    for (const f of r.fields ?? []) if (f.dataTypeID === 18) f.dataTypeID = 1042
    return r
  }
  proto.queryRaw = async function (q) {
    const r = await raw.call(this, q)
    this.__char?.forEach((c, i) => {
      if (c) r.columnTypes[i] = ColumnTypeEnum.Character
    })
    return r
  }
  // adapter-pg splits scripts on ';', which breaks functions and strings: send the whole script, as the native engine does.
  Object.getPrototypeOf(a).executeScript = async function (script) {
    try {
      await this.client.query(script)
    } catch (e) {
      this.onError(e)
    }
  }
  return a
}
// Connects when the engine first talks to the database.
function lazy(make, schema) {
  let real
  const get = () => (real ??= make())
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    queryRaw: async (q) => (await get()).queryRaw(q),
    executeRaw: async (q) => (await get()).executeRaw(q),
    executeScript: async (q) => (await get()).executeScript(q),
    startTransaction: async (i) => (await get()).startTransaction(i),
    getConnectionInfo: () => ({ schemaName: schema, supportsRelationJoins: true }),
    dispose: async () => {
      if (real) await (await real).dispose()
    },
  }
}
class Factory extends PrismaPg {
  constructor(url, shadowUrl) {
    const { cfg, schema } = conf(url)
    super(cfg, { schema })
    this.c = cfg
    this.url = url
    this.shadowUrl = shadowUrl
    this.schema = schema
  }
  opened = []
  hand(a) {
    const end = a.dispose.bind(a)
    let done
    a.dispose = () => (done ??= end())
    this.opened.push(a)
    return a
  }
  async connect() {
    return this.hand(lazy(async () => patch(await super.connect()), this.schema))
  }
  async closeAll() {
    for (const a of this.opened.reverse()) await a.dispose().catch(() => {})
    this.opened = []
  }
  async connectToShadowDb() {
    if (this.shadowUrl) {
      const { cfg, schema } = conf(this.shadowUrl)
      const inner = patch(await new PrismaPg(cfg, { schema }).connect())
      await inner.executeScript(
        `DROP SCHEMA IF EXISTS "${schema ?? 'public'}" CASCADE; CREATE SCHEMA "${schema ?? 'public'}"`,
      )
      return this.hand(inner)
    }
    const name = `prisma_migrate_shadow_db_${globalThis.crypto.randomUUID()}`
    const admin = new Client(this.c)
    await admin.connect()
    await admin.query(`CREATE DATABASE "${name}" TEMPLATE template0`)
    const inner = patch(await new PrismaPg({ ...this.c, database: name }).connect())
    const end = inner.dispose.bind(inner)
    inner.dispose = async () => {
      await end()
      await admin.query(`DROP DATABASE IF EXISTS "${name}"`)
      await admin.end()
    }
    return this.hand(inner)
  }
}
function connError(e, url) {
  const { cfg } = conf(url)
  const m = {
    ECONNREFUSED: 'P1001',
    ENOTFOUND: 'P1001',
    ETIMEDOUT: 'P1002',
    '28P01': 'P1000',
    28000: 'P1000',
    '3D000': 'P1003',
    42501: 'P1010',
  }
  const code = m[e.code] ?? 'P1001'
  const text =
    code === 'P1003'
      ? `Database \`${cfg.database}\` does not exist`
      : code === 'P1001'
        ? `Can't reach database server at \`${cfg.host}:${cfg.port}\``
        : e.message
  return [code, text]
}
if (cli) {
  log('INFO', 'Starting schema engine CLI')
  const { cfg } = conf(datasource.url)
  try {
    const db = cli === 'can-connect-to-database' ? cfg.database : 'postgres'
    const c = new Client({ ...cfg, database: db })
    await c.connect()
    if (cli === 'create-database') await c.query(`CREATE DATABASE "${cfg.database}"`)
    if (cli === 'drop-database') {
      await c.query(`DROP DATABASE IF EXISTS "${cfg.database}" WITH (FORCE)`)
      log('INFO', 'The database was successfully dropped.')
    }
    await c.end()
    process.exit(0)
  } catch (e) {
    const [error_code, message] = connError(e, datasource.url)
    log('ERROR', message, { error_code, is_panic: false })
    process.exit(1)
  }
}

globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message(m) {
    globalThis.__panic = m
  },
}
const entry = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
const runtime = await import(entry)
const { instance } = await WebAssembly.instantiate(await readFile(entry.replace(/\.js$/, '.wasm')), {
  './schema_engine_bg.js': runtime,
})
runtime.__wbg_set_wasm(instance.exports)
instance.exports.__wbindgen_start()

const files = await Promise.all(datamodels.map(async (p) => [p, await readFile(p, 'utf8')]))
// A fresh engine and fresh connections per request, so that no state of one call reaches the next.
async function withEngine(f) {
  const factory = new Factory(datasource.url ?? 'postgresql://localhost/none', datasource.shadowDatabaseUrl)
  const e = await runtime.SchemaEngine.new(
    { datamodels: files.length ? files : undefined },
    (l) => {
      if (process.env.DEBUG) process.stderr.write(l + '\n')
    },
    bindMigrationAwareSqlAdapterFactory(factory),
  )
  try {
    return await f(e)
  } finally {
    e.free()
    await factory.closeAll()
  }
}
const out = (o) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...o }) + '\n')
const rename = { getDatabaseVersion: 'version' }
let pid = 1e6
async function handle({ id, method, params }) {
  try {
    let result
    if (method === 'createDatabase') {
      const { cfg } = conf(datasource.url)
      const c = new Client({ ...cfg, database: 'postgres' })
      await c.connect()
      await c.query(`CREATE DATABASE "${cfg.database}"`)
      await c.end()
      result = { databaseName: cfg.database }
    } else {
      if (process.env.SHIM_TRACE)
        process.stderr.write(
          JSON.stringify({ fields: { message: method + ' ' + JSON.stringify(params) } }) + '\n',
        )
      result = await withEngine(async (e) => {
        // Without this, 7.10 fails with "PostgreSQL shadow DB must be provided through an external factory" (found by trial: a diagnosis first cures it).
        if (method === 'evaluateDataLoss' || method === 'createMigration')
          await e.diagnoseMigrationHistory({
            migrationsList: params.migrationsList,
            optInToShadowDatabase: true,
            filters: params.filters,
          })
        return e[rename[method] ?? method](params)
      })
      if (method === 'diff') {
        const { stdout, ...rest } = result
        if (stdout != null) out({ id: pid++, method: 'print', params: { content: stdout } })
        result = rest
      }
    }
    out({ id, result: result ?? null })
  } catch (e) {
    if (e?.code && typeof e.code === 'string' && /^P\d/.test(e.code))
      out({
        id,
        error: {
          code: 4466,
          message: 'An error happened.',
          data: { is_panic: false, message: e.message, meta: e.meta ?? null, error_code: e.code },
        },
      })
    else
      out({
        id,
        error: {
          code: 4466,
          message: String(e?.message ?? e),
          data: {
            is_panic: !!globalThis.__panic,
            message: String(globalThis.__panic ?? e?.message ?? e),
            error: { message: String(e?.message ?? e) },
          },
        },
      })
  }
}
const rl = createInterface({ input: process.stdin, crlfDelay: Infinity })
let chain = Promise.resolve()
rl.on('line', (l) => {
  if (!l.trim()) return
  const m = JSON.parse(l)
  if (m.method) chain = chain.then(() => handle(m))
})
rl.on('close', () => {
  void chain.finally(() => process.exit(0))
})
