'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { ConnectWish } from './connect-command'
import type { ConnectOffer } from './connect-offer'

const MODES = [
  ['pull', 'Lockstep hands the file to the connector, which checks its hash and writes it in place.'],
  ['git', 'The connector fetches the ref itself with a read-only credential of its own.'],
  ['relay', 'Your GitOps tool fills a source path; the connector carries it to the live path, in place.'],
  [
    'observe',
    'Somebody else writes the live path; the connector writes nothing and reports what it can prove.',
  ],
] as const

interface ConnectFieldsProps {
  readonly offer: ConnectOffer
  readonly busy: boolean
  readonly problem: string | null
  readonly submit: (wish: ConnectWish) => void
}

/** What the proxy is. The browser checks what is required before anything is sent. */
export function ConnectFields({ offer, busy, problem, submit }: ConnectFieldsProps) {
  const [mode, setMode] = useState<ConnectWish['mode']>('pull')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submit(readWish(new FormData(event.currentTarget), mode, offer))
      }}
    >
      <div className="fields">
        <Field
          label="Name"
          name="name"
          pattern="[a-z0-9\-]{1,63}"
          title="a-z, 0-9 and -, at most 63"
          defaultValue={offer.name}
        />
        <Choice
          label="Policy"
          name="path"
          options={offer.policies.map(({ path }) => path)}
          initial={offer.wanted}
        />
        {offer.environments.length > 0 ? (
          <Choice label="Environment" name="environment" options={offer.environments} />
        ) : (
          <Field label="Environment" name="environment" />
        )}
        <Field label="Team (optional)" name="team" required={false} />
        <Choice label="Engine, declared" name="engine" options={offer.engines} />
      </div>
      <fieldset className="modes">
        <legend>Mode</legend>
        {MODES.map(([value, meaning]) => (
          <label key={value} className="opt">
            <input
              type="radio"
              name="mode"
              aria-label={value}
              aria-describedby={`mode-${value}`}
              checked={mode === value}
              onChange={() => setMode(value)}
            />
            <b className="b mono">{value}</b>
            <span className="s mid" id={`mode-${value}`}>
              {meaning}
            </span>
          </label>
        ))}
      </fieldset>
      <div className="fields">
        <Field label="Live policy file on the host" name="config" />
        <Field label="Folder of event files on the host" name="events" />
        {mode === 'relay' && <Field label="Source file that your tool fills" name="source" />}
        {mode === 'git' && <Field label="Git address to fetch from" name="gitUrl" />}
      </div>
      {problem !== null && (
        <p role="alert" className="deny" style={{ marginBottom: 8 }}>
          {problem}
        </p>
      )}
      <Button type="submit" variant="primary" disabled={busy}>
        {busy ? 'Making the key…' : 'Make key and command'}
      </Button>
    </form>
  )
}

function Field({
  label,
  ...input
}: { label: string; name: string } & Pick<
  React.ComponentProps<'input'>,
  'pattern' | 'title' | 'required' | 'defaultValue'
>) {
  return (
    <label className="f">
      {label}
      <input className="in" required autoComplete="off" spellCheck={false} {...input} />
    </label>
  )
}

function Choice({
  label,
  name,
  options,
  initial,
}: {
  label: string
  name: string
  options: readonly string[]
  initial?: string
}) {
  return (
    <label className="f">
      {label}
      <select className="in" name={name} defaultValue={initial}>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  )
}

function readWish(form: FormData, mode: ConnectWish['mode'], offer: ConnectOffer): ConnectWish {
  const text = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  const path = text('path')
  return {
    name: text('name'),
    path,
    repositoryPath: offer.policies.find((policy) => policy.path === path)?.repositoryPath ?? path,
    mode,
    engine: text('engine'),
    environment: text('environment'),
    team: text('team'),
    config: text('config'),
    events: text('events'),
    source: text('source'),
    gitUrl: text('gitUrl'),
    branch: offer.branch,
  }
}
