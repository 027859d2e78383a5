/** What the person said about the proxy on the Connect page. */
export interface ConnectWish {
  readonly name: string
  /** Relative to the policy root. */
  readonly path: string
  /** Full repository path. */
  readonly repositoryPath: string
  readonly mode: 'pull' | 'git' | 'relay' | 'observe'
  readonly engine: string
  readonly environment: string
  /** Empty when the proxy gets no such label. */
  readonly team: string
  readonly config: string
  readonly events: string
  /** Mode relay: the file that the delivery tool fills. */
  readonly source: string
  /** Mode git: where the connector fetches from, and the branch. */
  readonly gitUrl: string
  readonly branch: string
}

/** The one command for the host. It never contains the key: arguments are shown to everybody on a host. */
export function connectCommand(server: string, program: string, wish: ConnectWish): string {
  return [
    `${program} connect ${shellWord(server)} --enrol -`,
    ...connectFlags(wish).map(([flag, value]) => `  --${flag} ${shellWord(value)}`),
  ].join(' \\\n')
}

/** What the connector must be told about the proxy, as flag and value. */
export function connectFlags(wish: ConnectWish): [flag: string, value: string][] {
  return [
    ['name', wish.name],
    ['path', wish.path],
    ['mode', wish.mode],
    ['engine', wish.engine],
    ['environment', wish.environment],
    ...(wish.team === '' ? [] : [['label', `team=${wish.team}`] satisfies [string, string]]),
    ['config', wish.config],
    ['events', wish.events],
    ...(wish.mode === 'relay' ? [['source', wish.source] satisfies [string, string]] : []),
    ...(wish.mode === 'git' ? gitFlags(wish) : []),
  ]
}

function gitFlags({ gitUrl, branch, repositoryPath }: ConnectWish): [string, string][] {
  return [
    ['git-url', gitUrl],
    ['git-ref', branch],
    ['git-path', repositoryPath],
  ]
}

/** One word of a POSIX shell: quoted unless every character is plain, so a hostile file name stays one argument. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
