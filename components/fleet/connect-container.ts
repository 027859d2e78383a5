import { connectFlags, shellWord, type ConnectWish } from './connect-command'

/** As `docs/delivery/kubernetes.md` names what `deploy/container/Dockerfile` builds. */
const IMAGE = 'registry.example/lockstep-connector:0.1.0'

interface Mount {
  readonly volume: string
  readonly folder: string
  readonly isRead: boolean
}

/**
 * Starts the connector in a container of a host whose proxy runs on the host itself, so folders keep their paths and process numbers their
 * meaning; the host's name is what the proxy's page shows, and it stays when the container is made anew. The key comes by the environment,
 * since nobody types into a container in the background; it counts once.
 */
export function dockerCommand(server: string, wish: ConnectWish): string {
  const state = `"$HOME"/.lockstep/${shellWord(wish.name)}`
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(new URL(server).hostname)
  return [
    `mkdir -p ${state} && read -rs LOCKSTEP_ENROL_KEY && export LOCKSTEP_ENROL_KEY &&\ndocker run --detach --restart unless-stopped --name lockstep-${shellWord(wish.name)}`,
    `  --user "$(id -u):$(id -g)" --hostname "$(hostname)" --pid host${isLocal ? ' --network host' : ''} --env LOCKSTEP_ENROL_KEY`,
    ...mountsOf(wish).map(
      ({ folder, isRead }) => `  --volume ${shellWord(folder)}:${shellWord(folder)}${isRead ? ':ro' : ''}`,
    ),
    `  --volume ${state}:/state`,
    `  ${IMAGE} connect ${shellWord(server)} --state-dir /state`,
    ...connectFlags(wish).map(([flag, value]) => `  --${flag} ${shellWord(value)}`),
  ].join(' \\\n')
}

/** The connector as a container of the proxy's pod. YAML; values are quoted as JSON, which is YAML too. */
export function podContainer(server: string, wish: ConnectWish): string {
  const flags: [string, string][] = [
    ['enrol', '/enrolment/key'],
    ['state-dir', '/state'],
    ...connectFlags(wish),
  ]
  const mounts: Mount[] = [
    ...mountsOf(wish),
    { volume: 'state', folder: '/state', isRead: false },
    { volume: 'enrolment', folder: '/enrolment', isRead: true },
  ]
  return [
    '- name: connector',
    `  image: ${IMAGE}`,
    '  args:',
    '    - connect',
    `    - ${JSON.stringify(server)}`,
    ...flags.map(([flag, value]) => `    - ${JSON.stringify(`--${flag}=${value}`)}`),
    '  volumeMounts:',
    ...mounts.map(
      ({ volume, folder, isRead }) =>
        `    - { name: ${volume}, mountPath: ${JSON.stringify(folder)}${isRead ? ', readOnly: true' : ''} }`,
    ),
  ].join('\n')
}

/** Folders, never single files: a file that is mounted by itself stays as it was when the container started. */
function mountsOf({ mode, config, events, source }: ConnectWish): Mount[] {
  const mounts: Mount[] = [
    { volume: 'live', folder: folderOf(config), isRead: mode === 'observe' },
    ...(mode === 'relay' ? [{ volume: 'source', folder: folderOf(source), isRead: true }] : []),
    { volume: 'events', folder: events, isRead: true },
  ]
  return mounts.filter(({ folder }, index) => mounts.findIndex((one) => one.folder === folder) === index)
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(1, file.lastIndexOf('/')))
}
