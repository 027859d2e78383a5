'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { type KeyboardEvent, useState } from 'react'
import { fieldOf, requireText, textOf } from '@/components/ui/answer-fields'
import { type AskServer, useAskServer } from '@/components/ui/ask-server'
import { countOf } from '@/components/ui/format-number'
import { formatDay } from '@/components/ui/format-time'
import { PanelLoading } from '@/components/ui/panel'
import type { CommitChoice, CommitsAnswer } from '@/lib/repository/commit-choice'
import { apiRoutes } from '@/lib/routes'
import { type CompareAddress, compareHref } from './compare-href'

/** One end of a comparison, and what it may be moved to. */
export interface MovedEnd {
  /** Of the end that moves. */
  readonly word: 'older' | 'newer'
  readonly moves: 'first' | 'second'
  /** The comparison as it is. */
  readonly address: CompareAddress
  /** Full repository paths: the names of the file; null for all policies. */
  readonly paths: readonly string[] | null
}

/** The search for a commit, with what it finds. Enter takes the first one, arrows walk. */
export function EndSearch({ word, moves, address, paths, onChosen }: MovedEnd & { onChosen: () => void }) {
  const { readJson } = useAskServer()
  const router = useRouter()
  const [typed, setTyped] = useState('')
  const [now] = useState(() => new Date())
  const text = typed.trim()
  const { data, isError, isPlaceholderData } = useQuery({
    queryKey: ['mirror', 'commits', paths, text],
    queryFn: ({ signal }) => readCommits(readJson, { q: text, policy: paths ?? undefined }, signal),
    placeholderData: (before) => before,
  })
  const hrefOf = (commit: string) => compareHref({ ...address, [moves]: commit })
  const take = () => {
    const first = isPlaceholderData ? undefined : data?.commits[0]
    if (text === '' && first === undefined) return
    onChosen()
    router.push(hrefOf(first?.commit ?? text), { scroll: false })
  }
  return (
    <div className="ends-search" data-walk>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          take()
        }}
      >
        <input
          className="in"
          type="search"
          aria-label={`Search commits for the ${word} end`}
          placeholder="sha, message, #number, person or day"
          value={typed}
          maxLength={100}
          onKeyDown={walk}
          onChange={(event) => setTyped(event.target.value)}
        />
      </form>
      {data === undefined && !isError && <PanelLoading rows={3} />}
      {isError && <p className="s mid">The search does not answer; Enter takes what is typed.</p>}
      {data !== undefined && (
        <ul className="moms" aria-label="Commits found">
          {data.commits.map((one) => (
            <Choice
              key={one.commit}
              choice={one}
              href={hrefOf(one.commit)}
              isCurrent={one.commit === address[moves]}
              now={now}
              onChosen={onChosen}
            />
          ))}
          {data.commits.length === 0 && (
            <li>
              <Link href={hrefOf(text)} prefetch={false} scroll={false} onClick={onChosen} onKeyDown={walk}>
                <span className="trunc">
                  Take <span className="mono">{text}</span> as a commit, branch or instant
                </span>
              </Link>
            </li>
          )}
        </ul>
      )}
      <p className="s dim" role="status">
        {data !== undefined && sayFound(data.matching, data.commits.length, paths === null, text)}
      </p>
    </div>
  )
}

interface ChoiceProps {
  readonly choice: CommitChoice
  readonly href: string
  readonly isCurrent: boolean
  readonly now: Date
  readonly onChosen: () => void
}

function Choice({ choice, href, isCurrent, now, onChosen }: ChoiceProps) {
  const { commit, title, number, by, at, touches } = choice
  return (
    <li>
      <Link
        href={href}
        prefetch={false}
        scroll={false}
        onClick={onChosen}
        onKeyDown={walk}
        aria-current={isCurrent ? 'true' : undefined}
        title={`${title}, ${by}`}
      >
        <span className="sha">{commit.slice(0, 7)}</span>
        <span className={touches ? 'trunc' : 'trunc mid'}>
          {title} {number !== null && <span className="dim num">#{number}</span>}
          {!touches && <span className="s dim"> · elsewhere</span>}
        </span>
        <span className="s dim num nw">{formatDay(new Date(at), now)}</span>
      </Link>
    </li>
  )
}

async function readCommits(
  readJson: AskServer['readJson'],
  query: { q: string; policy: readonly string[] | undefined },
  signal: AbortSignal,
): Promise<CommitsAnswer> {
  const asked = await readJson(apiRoutes.commits(query), signal)
  if (!asked.ok) throw new Error(asked.detail)
  const [commits, matching] = [fieldOf(asked.body, 'commits'), Number(fieldOf(asked.body, 'matching'))]
  return { commits: Array.isArray(commits) ? commits.map(toChoice) : [], matching }
}

function toChoice(answer: unknown): CommitChoice {
  const number = fieldOf(answer, 'number')
  return {
    commit: requireText(answer, 'commit'),
    title: requireText(answer, 'title'),
    number: typeof number === 'number' ? number : null,
    by: textOf(answer, 'by') ?? '',
    at: requireText(answer, 'at'),
    touches: fieldOf(answer, 'touches') === true,
  }
}

function sayFound(matching: number, shown: number, isAll: boolean, text: string): string {
  const of =
    text !== '' ? (matching === 1 ? 'matches' : 'match') : `changed ${isAll ? 'a policy' : 'this file'}`
  const rest = matching > shown ? `; the newest ${shown} are shown` : ''
  return `${countOf(matching, 'commit')} ${of}${rest}.`
}

/** Arrows go from the field into the list and back. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  const all = event.currentTarget.closest('[data-walk]')?.querySelectorAll<HTMLElement>('input, a')
  const stops = [...(all ?? [])]
  const next = stops[stops.findIndex((one) => one === document.activeElement) + step]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
