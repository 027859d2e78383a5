'use client'

import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Combobox } from '@/components/ui/combobox'
import { formatCount } from '@/components/ui/format-number'
import { Refusal, type Refused } from '@/components/ui/refusal'
import { helpAddress } from '@/lib/help-topics'
import type { ConnectWish } from './connect-command'
import type { ConnectOffer } from './connect-offer'

const MODES = [
  ['pull', 'Lockstep hands the file to the connector, which checks its hash and writes it in place.'],
  [
    'git',
    'The connector fetches the ref itself with a read-only credential of its own; a stolen Lockstep reaches it only by a commit.',
  ],
  ['relay', 'Your GitOps tool fills a source path; the connector carries it to the live path, in place.'],
  [
    'observe',
    'Somebody else writes the live path; the connector writes nothing and reports what it can prove.',
  ],
] as const

interface ConnectFieldsProps {
  readonly offer: ConnectOffer
  readonly busy: boolean
  readonly problem: Refused | null
  readonly submit: (wish: ConnectWish) => void
}

/** What the proxy is. The browser checks what is required before anything is sent. */
export function ConnectFields({ offer, busy, problem, submit }: ConnectFieldsProps) {
  const [mode, setMode] = useState<ConnectWish['mode']>('pull')
  const [unknown, setUnknown] = useState<string | null>(null)
  const pathId = useId()
  const send = (wish: ConnectWish) => {
    const isKnown = offer.policies.some(({ path }) => path === wish.path)
    setUnknown(isKnown ? null : wish.path)
    if (isKnown) submit(wish)
  }
  const wrong =
    unknown === null
      ? problem
      : {
          detail: `There is no policy ${unknown} on ${offer.branch}. Choose one of the list.`,
          help: helpAddress('repository'),
        }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send(readWish(new FormData(event.currentTarget), mode, offer))
      }}
    >
      <div className="fields">
        <Field
          label="Name"
          name="name"
          pattern="[a-z0-9\-]{1,63}"
          title="a-z, 0-9 and -, at most 63"
          placeholder="stripe-prod-eu-1"
          defaultValue={offer.name}
        />
        <div>
          <label className="f" htmlFor={pathId}>
            Policy
          </label>
          <Combobox
            id={pathId}
            name="path"
            required
            initial={offer.wanted ?? onlyOf(offer.policies)?.path}
            placeholder={`choose one of ${formatCount(offer.policies.length)}`}
            suggestions={offer.policies.map(({ path }) => ({ value: path }))}
            invalid={unknown !== null}
            describedBy={unknown === null ? undefined : `${pathId}-wrong`}
          />
        </div>
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
            <span>
              <b className="b mono">{value}</b>
              <span className="s mid" id={`mode-${value}`}>
                {meaning}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      <HostFields mode={mode} />
      {wrong !== null && <Refusal id={`${pathId}-wrong`} refused={wrong} />}
      <Button type="submit" variant="primary" disabled={busy}>
        {busy ? 'Making the key…' : 'Make key and command'}
      </Button>
    </form>
  )
}

/** Where things lie on the host, and where its mode has the file from. */
function HostFields({ mode }: { mode: ConnectWish['mode'] }) {
  return (
    <div className="fields">
      <Field label="Live policy file on the host" name="config" placeholder="/etc/intercept/stripe.yaml" />
      <Field
        label="Folder of event files on the host"
        name="events"
        placeholder="/var/lib/intercept/.intercept/events"
      />
      {mode === 'relay' && (
        <Field
          label="Source file that your tool fills"
          name="source"
          placeholder="/srv/policies/payments/stripe.yaml"
        />
      )}
      {mode === 'git' && (
        <Field
          label="Git address to fetch from"
          name="gitUrl"
          placeholder="https://github.com/acme/agent-policies.git"
        />
      )}
    </div>
  )
}

/** Of several none is chosen beforehand: a guess would be taken for a choice. */
function onlyOf<Item>([first, ...others]: readonly Item[]): Item | undefined {
  return others.length === 0 ? first : undefined
}

function Field({
  label,
  ...input
}: { label: string; name: string } & Pick<
  React.ComponentProps<'input'>,
  'pattern' | 'title' | 'required' | 'defaultValue' | 'placeholder'
>) {
  return (
    <label className="f">
      {label}
      <input className="in" required autoComplete="off" spellCheck={false} {...input} />
    </label>
  )
}

function Choice({ label, name, options }: { label: string; name: string; options: readonly string[] }) {
  return (
    <label className="f">
      {label}
      <select className="in" name={name}>
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
