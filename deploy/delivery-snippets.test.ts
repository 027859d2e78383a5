import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { connectFile, lackOf } from '@/connector/settings'
import { inCheckout } from '@/scripts/paths'

const read = (path: string) => readFileSync(inCheckout(path), 'utf8')
const SNIPPETS = readdirSync(inCheckout('docs/delivery')).flatMap((name) =>
  [...read(`docs/delivery/${name}`).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', text = ''], index) => ({
      place: `${name}, ${index + 1} (${language})`,
      language,
      text,
    }),
  ),
)
const inLanguage = (language: string) => SNIPPETS.filter((one) => one.language === language)
const named = (found: typeof SNIPPETS) => found.map(({ place, text }) => [place, text] as const)

describe('what a page of a recipe shows', () => {
  it.each(named(inLanguage('yaml')))('is YAML: %s', (_, text) => {
    for (const document of parseAllDocuments(text))
      expect([document.errors, document.warnings]).toEqual([[], []])
  })

  it.each(named(inLanguage('sh')))('is a script that a shell reads: %s', (_, text) => {
    expect(spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    })
  })

  const lists = inLanguage('yaml').filter(({ text }) => /^- name:[\s\S]*^ {2}mode:/m.test(text))
  it.each(named(lists))(
    'is a list of proxies that the connector takes, with nothing missing: %s',
    (_, text) => {
      const { proxies } = connectFile.parse({ server: 'https://lockstep.example', proxies: parse(text) })
      expect(proxies.length).toBeGreaterThan(0)
      expect(proxies.map(lackOf)).toEqual(proxies.map(() => null))
    },
  )

  it('is checked for as many lists and scripts as there are', () => {
    expect([lists.length > 0, inLanguage('sh').length > 0]).toEqual([true, true])
  })
})

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
