import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { inCheckout } from '@/scripts/paths'

// Members that the tools have, strictly: one that is misspelt, or stands in the wrong place, is ignored by most of them.

const read = (path: string) => readFileSync(inCheckout(path), 'utf8')

const metadata = z.strictObject({ name: z.string(), namespace: z.string() })
const duration = z.string().regex(/^\d+(s|m|h)$/)

/** Members of argoproj.io/v1alpha1 Application (its CustomResourceDefinition) as far as the recipe uses them. */
const application = z.strictObject({
  apiVersion: z.literal('argoproj.io/v1alpha1'),
  kind: z.literal('Application'),
  metadata,
  spec: z.strictObject({
    project: z.string(),
    source: z.strictObject({ repoURL: z.url(), targetRevision: z.string(), path: z.string() }),
    destination: z.strictObject({ server: z.url(), namespace: z.string() }),
    syncPolicy: z.strictObject({
      automated: z.strictObject({ selfHeal: z.boolean(), prune: z.boolean() }),
      syncOptions: z.array(z.string().regex(/^\w+=\w+$/)),
      retry: z.strictObject({
        limit: z.int(),
        backoff: z.strictObject({ duration, factor: z.int(), maxDuration: duration }),
      }),
    }),
  }),
})

/** The same of source.toolkit.fluxcd.io/v1 GitRepository and kustomize.toolkit.fluxcd.io/v1 Kustomization. */
const flux = z.tuple([
  z.strictObject({
    apiVersion: z.literal('source.toolkit.fluxcd.io/v1'),
    kind: z.literal('GitRepository'),
    metadata,
    spec: z.strictObject({
      url: z.url(),
      ref: z.strictObject({ branch: z.string() }),
      interval: duration,
      secretRef: z.strictObject({ name: z.string() }),
    }),
  }),
  z.strictObject({
    apiVersion: z.literal('kustomize.toolkit.fluxcd.io/v1'),
    kind: z.literal('Kustomization'),
    metadata,
    spec: z.strictObject({
      sourceRef: z.strictObject({ kind: z.literal('GitRepository'), name: z.string() }),
      path: z.string().startsWith('./'),
      targetNamespace: z.string(),
      interval: duration,
      retryInterval: duration,
      prune: z.boolean(),
    }),
  }),
])

it('Argo CD is given an Application with members that it has, and keeps a policy that was removed from git', () => {
  const { spec } = application.parse(parse(read('deploy/argo-cd/application.yaml')))
  expect(spec.syncPolicy.automated.prune).toBe(false)
})

it('Flux is given objects with members that they have, of which one names the other, and keeps a policy that was removed', () => {
  const documents = parseAllDocuments(read('deploy/flux/policies.yaml')).map((one): unknown => one.toJS())
  const [source, kustomization] = flux.parse(documents)
  expect(kustomization.spec.sourceRef.name).toBe(source.metadata.name)
  expect(kustomization.metadata.namespace).toBe(source.metadata.namespace)
  expect(kustomization.spec.prune).toBe(false)
})

const quantity = z.string().regex(/^\d+(m|Mi|Gi)?$/)
const labels = z.record(z.string(), z.string())
const probe = z.strictObject({ tcpSocket: z.strictObject({ port: z.union([z.string(), z.int()]) }) })
const securityContext = z.strictObject({
  allowPrivilegeEscalation: z.boolean(),
  readOnlyRootFilesystem: z.boolean(),
  capabilities: z.strictObject({ drop: z.array(z.string()) }),
})

/** Members of Container of Kubernetes' core/v1. */
const container = z.strictObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  env: z
    .array(
      z.union([
        z.strictObject({ name: z.string(), value: z.string() }),
        z.strictObject({
          name: z.string(),
          valueFrom: z.strictObject({ fieldRef: z.strictObject({ fieldPath: z.literal('metadata.name') }) }),
        }),
      ]),
    )
    .optional(),
  ports: z.array(z.strictObject({ name: z.string(), containerPort: z.int() })).optional(),
  readinessProbe: probe.optional(),
  resources: z
    .strictObject({
      requests: z.strictObject({ cpu: quantity, memory: quantity }),
      limits: z.strictObject({ memory: quantity }),
    })
    .optional(),
  securityContext,
  volumeMounts: z.array(
    z.strictObject({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() }),
  ),
})

const volume = z.union([
  z.strictObject({ name: z.string(), emptyDir: z.strictObject({ sizeLimit: quantity.optional() }) }),
  z.strictObject({ name: z.string(), secret: z.strictObject({ secretName: z.string() }) }),
  z.strictObject({ name: z.string(), configMap: z.strictObject({ name: z.string() }) }),
])

/** Members of apps/v1 Deployment. */
const deployment = z.strictObject({
  apiVersion: z.literal('apps/v1'),
  kind: z.literal('Deployment'),
  metadata: z.strictObject({ name: z.string(), labels }),
  spec: z.strictObject({
    replicas: z.int(),
    selector: z.strictObject({ matchLabels: labels }),
    template: z.strictObject({
      metadata: z.strictObject({ labels }),
      spec: z.strictObject({
        automountServiceAccountToken: z.boolean(),
        shareProcessNamespace: z.boolean(),
        securityContext: z.strictObject({
          runAsNonRoot: z.boolean(),
          runAsUser: z.int(),
          runAsGroup: z.int(),
          fsGroup: z.int(),
          seccompProfile: z.strictObject({ type: z.literal('RuntimeDefault') }),
        }),
        initContainers: z.array(container),
        containers: z.array(container),
        volumes: z.array(volume),
      }),
    }),
  }),
})

const MANIFESTS = [
  'deploy/kubernetes/sidecar.yaml',
  'deploy/git-sync/sidecar.yaml',
  'deploy/image-rebuild/deployment.yaml',
]

it.each(MANIFESTS)(
  'Kubernetes is given a Deployment with members that it has, which selects its own pods: %s',
  (path) => {
    const { spec } = deployment.parse(parse(read(path)))
    expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels)
    const ports = spec.template.spec.containers.flatMap(({ ports: named = [] }) =>
      named.map(({ name }) => name),
    )
    const probed = spec.template.spec.containers.flatMap(
      ({ readinessProbe }) => readinessProbe?.tcpSocket.port ?? [],
    )
    expect(ports).toEqual(expect.arrayContaining(probed))
  },
)

/** Options of git-sync v4 (its README) as far as the recipe uses them; each can also be told as GITSYNC_ and its name. */
const GIT_SYNC = ['repo', 'ref', 'root', 'link', 'period', 'depth', 'username', 'password-file', 'one-time']

it('git-sync is given options that it has', () => {
  const { spec } = deployment.parse(parse(read('deploy/git-sync/sidecar.yaml'))).spec.template
  const syncing = [...spec.initContainers, ...spec.containers].filter(({ image }) =>
    image.includes('/git-sync:v4.'),
  )
  expect(syncing).toHaveLength(2)
  for (const { args = [], env = [] } of syncing) {
    const options = args.map((arg) => /^--([\w-]+)=./.exec(arg)?.[1])
    const variables = env.map(({ name }) =>
      /^GITSYNC_(\w+)$/.exec(name)?.[1]?.toLowerCase().replaceAll('_', '-'),
    )
    for (const one of [...options, ...variables]) expect(GIT_SYNC).toContain(one)
  }
})

/** Members of a GitHub workflow (json.schemastore.org/github-workflow.json). */
const workflow = z.strictObject({
  name: z.string(),
  on: z.strictObject({
    push: z.strictObject({ branches: z.array(z.string()), paths: z.array(z.string()) }).optional(),
    pull_request: z.null().optional(),
  }),
  permissions: z.partialRecord(z.enum(['contents', 'pull-requests']), z.enum(['read', 'write'])),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }).optional(),
  jobs: z.record(
    z.string(),
    z.strictObject({
      'runs-on': z.string(),
      'timeout-minutes': z.int().optional(),
      environment: z.string().optional(),
      if: z.string().optional(),
      steps: z.array(
        z.union([
          z.strictObject({
            name: z.string().optional(),
            uses: z.string().regex(/^(\.\/|[\w-]+\/[\w-]+@v\d)/),
            with: z.record(z.string(), z.union([z.string(), z.boolean(), z.int()])).optional(),
            if: z.string().optional(),
          }),
          z.strictObject({
            name: z.string().optional(),
            env: z.record(z.string(), z.string()).optional(),
            run: z.string(),
            if: z.string().optional(),
          }),
        ]),
      ),
    }),
  ),
})

it.each(['deploy/github-actions/deliver-policies.yml', 'deploy/ci/github-workflow.yml'])(
  'GitHub is given a workflow with members that it has: %s',
  (path) => {
    expect(Object.keys(workflow.parse(parse(read(path))).jobs)).toHaveLength(1)
  },
)
