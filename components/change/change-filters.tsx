'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { FilterInput } from '@/components/ui/filter-input'
import { formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { Icon } from '@/components/ui/icon'
import { Menu, MenuLink } from '@/components/ui/menu'
import { routes, type ChangesQuery } from '@/lib/routes'

/** What a list can be narrowed to by one key, and how many changes each value leaves. */
export interface ChangeFacets {
  readonly teams: readonly Facet[]
  readonly people: readonly Facet[]
  readonly policies: readonly Facet[]
  readonly loosens: number
  readonly tightens: number
  readonly emergency: number
  readonly needsMe: number
  readonly github: number
  readonly push: number
}

export interface Facet {
  readonly value: string
  readonly count: number
}

const STATES = [
  { value: undefined, word: 'any' },
  { value: 'open', word: 'open' },
  { value: 'merged', word: 'merged' },
  { value: 'closed', word: 'closed' },
] as const

/** Text, and what the list of changes is narrowed to; all of it lives in the address. */
export function ChangeFilters({ query, facets }: { query: ChangesQuery; facets: ChangeFacets }) {
  const to = (more: ChangesQuery) => routes.changes({ ...query, ...more })
  return (
    <div className="ffl first">
      <FilterInput label="Filter by title, path, person, sha" name="q" />
      <Choice
        name="State"
        chosen={query.state}
        options={STATES.map(({ value, word }) => ({
          word,
          href: to({ state: value }),
          isShown: query.state === value,
        }))}
        none={to({ state: undefined })}
      />
      <FacetChoice name="Team" chosen={query.team} facets={facets.teams} hrefOf={(team) => to({ team })} />
      <FacetChoice name="Drafted by" chosen={query.by} facets={facets.people} hrefOf={(by) => to({ by })} />
      <FacetChoice
        name="Policy"
        chosen={query.policy}
        facets={facets.policies}
        hrefOf={(policy) => to({ policy })}
      />
      <FacetChoice
        name="Effect"
        chosen={query.effect}
        facets={[
          { value: 'loosens', count: facets.loosens },
          { value: 'tightens', count: facets.tightens },
        ]}
        hrefOf={(effect) =>
          to({ effect: effect === 'loosens' || effect === 'tightens' ? effect : undefined })
        }
      />
      <Toggle
        on={query.emergency === '1'}
        count={facets.emergency}
        href={(on) => to({ emergency: on ? '1' : undefined })}
      >
        <Glyph name="emergency" size={12} label={null} /> Emergency
      </Toggle>
      <Toggle
        on={query.needs === 'me'}
        count={facets.needsMe}
        href={(on) => to({ needs: on ? 'me' : undefined })}
      >
        Asked of me or my team
      </Toggle>
      <Toggle
        on={query.via === 'github'}
        count={facets.github}
        href={(on) => to({ via: on ? 'github' : undefined })}
      >
        Not opened by Lockstep
      </Toggle>
      <Toggle
        on={query.via === 'push'}
        count={facets.push}
        href={(on) => to({ via: on ? 'push' : undefined })}
      >
        No pull request
      </Toggle>
    </div>
  )
}

interface ToggleProps {
  readonly on: boolean
  readonly count: number
  /** Of the list with it, or without it. */
  readonly href: (on: boolean) => string
  readonly children: ReactNode
}

function Toggle({ on, count, href, children }: ToggleProps) {
  return (
    <Link
      className="chip"
      href={href(!on)}
      aria-current={on ? 'true' : undefined}
      prefetch={false}
      scroll={false}
    >
      {children} <span className="num dim">{formatCount(count)}</span>
    </Link>
  )
}

interface FacetChoiceProps {
  readonly name: string
  readonly chosen: string | undefined
  readonly facets: readonly Facet[]
  readonly hrefOf: (value: string | undefined) => string
}

function FacetChoice({ name, chosen, facets, hrefOf }: FacetChoiceProps) {
  const options = facets.map(({ value, count }) => ({
    word: value,
    count,
    href: hrefOf(value),
    isShown: value === chosen,
  }))
  return <Choice name={name} chosen={chosen} options={options} none={hrefOf(undefined)} />
}

interface ChoiceProps {
  readonly name: string
  readonly chosen: string | undefined
  readonly options: readonly {
    readonly word: string
    readonly count?: number
    readonly href: string
    readonly isShown: boolean
  }[]
  /** The list without it. */
  readonly none: string
}

/** One of several values, or any of them. Left out where there is nothing to choose. */
function Choice({ name, chosen, options, none }: ChoiceProps) {
  if (options.length === 0 && chosen === undefined) return null
  return (
    <span className="chipset">
      <Menu
        align="start"
        trigger={
          <button type="button" className={chosen === undefined ? 'chip' : 'chip on'}>
            {chosen === undefined ? name : <b>{name}</b>}
            {chosen !== undefined && <span className="trunc">{chosen}</span>}
            <Icon name="down" className="dim" />
          </button>
        }
      >
        {options.map(({ word, count, href, isShown }) => (
          <MenuLink key={word} href={href} isShown={isShown}>
            {word} {count !== undefined && <span className="num dim">{formatCount(count)}</span>}
          </MenuLink>
        ))}
      </Menu>
      {chosen !== undefined && (
        <Link
          className="chip x"
          href={none}
          prefetch={false}
          scroll={false}
          aria-label={`Any ${name.toLowerCase()}`}
        >
          ×
        </Link>
      )}
    </span>
  )
}
