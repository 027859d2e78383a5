import type { GitHubClient } from '@/lib/git/github-client'
import { asCode, asText } from '../forge-markdown'
import { statusOf } from '../forge-status'
import type { EmergencyPath } from './judge-owners'

/** The label of a pull request that goes the short way. */
export const EMERGENCY_LABEL = 'emergency'

/** Names of labels: that of emergencies as it is written here, since GitHub finds a label in any case and tells it as it was made. */
export function labelNames(labels: readonly { readonly name: string }[]): string[] {
  return labels.map(({ name }) => (isEmergencyLabel(name) ? EMERGENCY_LABEL : name))
}

/** Whether a label, as a person wrote it, is the one of emergencies. */
export function isEmergencyLabel(name: string): boolean {
  return name.toLowerCase() === EMERGENCY_LABEL
}

/** The label of the issue that holds what is owed afterwards. */
export const FOLLOW_UP_LABEL = 'follow-up'

/** What is owed after an emergency, as the forge says it. */
export interface FollowUp {
  /** Of the issue. */
  readonly number: number
  readonly url: string
  /** ISO 8601 in UTC. */
  readonly dueAt: string
  readonly done: boolean
  /** Points of its checklist; null where an earlier version did not count them. */
  readonly points: { readonly ticked: number; readonly all: number } | null
}

interface Repository {
  readonly owner: string
  readonly repo: string
}

export interface FollowUpToWrite {
  readonly pull: number
  readonly title: string
  readonly reason: string
  readonly dueAt: Date
  readonly files: readonly EmergencyPath[]
}

const MARKER = /<!-- lockstep:follow-up pull=(\d+) due=([0-9T:.Z-]+) -->/

/** Opens the issue of what is owed, unless an earlier try has. Throws Octokit's errors. */
export async function writeFollowUp(
  client: GitHubClient,
  repository: Repository,
  wanted: FollowUpToWrite,
): Promise<FollowUp> {
  const known = await askFollowUp(client, repository, wanted.pull)
  if (known !== null) return known
  const title = `Follow up on #${wanted.pull}: ${wanted.title}`.slice(0, 256)
  const body = sayFollowUp(wanted)
  const { data } = await client.rest.issues.create({ ...repository, title, body, labels: [FOLLOW_UP_LABEL] })
  const { number, html_url: url } = data
  return { number, url, dueAt: wanted.dueAt.toISOString(), done: false, points: pointsOf(body) }
}

/** Finds the issue of a pull request by the marker in its text and its label; null when there is none. */
export async function askFollowUp(
  client: GitHubClient,
  repository: Repository,
  pull: number,
): Promise<FollowUp | null> {
  try {
    return await findFollowUp(client, repository, pull)
  } catch (error) {
    // GitHub's answer where a repository has its issues turned off.
    if (statusOf(error) === 410) return null
    throw error
  }
}

async function findFollowUp(
  client: GitHubClient,
  repository: Repository,
  pull: number,
): Promise<FollowUp | null> {
  const pages = client.paginate.iterator(client.rest.issues.listForRepo, {
    ...repository,
    state: 'all',
    labels: FOLLOW_UP_LABEL,
    per_page: 100,
  })
  let found: FollowUp | null = null
  for await (const { data } of pages) {
    // Newest first: with two of them, the first one that was opened holds.
    for (const { number, body, state, html_url: url } of data) {
      const [, of, due = ''] = MARKER.exec(body ?? '') ?? []
      if (Number(of) !== pull || Number.isNaN(Date.parse(due))) continue
      const points = pointsOf(body ?? '')
      found = { number, url, dueAt: new Date(due).toISOString(), done: state === 'closed', points }
    }
    // Pull requests and issues are numbered together: what is owed for one is opened after it.
    if (data.some(({ number }) => number < pull)) break
  }
  return found
}

/** A list of tasks, as GitHub's Markdown has it. */
function pointsOf(body: string): NonNullable<FollowUp['points']> {
  const ticks = [...body.matchAll(/^\s*[-*] \[([ xX])\] /gm)].map(([, tick]) => tick)
  return { ticked: ticks.filter((tick) => tick !== ' ').length, all: ticks.length }
}

/** Markdown. Owners are named so that GitHub tells them; texts of people are nothing but text. */
function sayFollowUp({ pull, reason, dueAt, files }: FollowUpToWrite): string {
  const due = `${dueAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const reviews = files
    .filter(({ owners }) => owners.length > 0)
    .map(({ path, owners }) => `- [ ] One of ${owners.join(' or ')} has reviewed ${asCode(path)} in full`)
  return [
    `<!-- lockstep:follow-up pull=${pull} due=${dueAt.toISOString()} -->`,
    `#${pull} went the short way. This is due by **${due}**; close it when all of it is done.`,
    `Why it was urgent: ${asText(reason)}`,
    [
      ...reviews,
      '- [ ] Keep it, change it to what is meant for good, or revert it',
      '- [ ] A policy test says what must hold from now on',
      '- [ ] What led to it is written down',
    ].join('\n'),
  ].join('\n\n')
}
