const MODES = ['pull', 'git', 'relay', 'observe'] as const

const LIVES = [
  { minutes: 30, words: '30 minutes' },
  { minutes: 24 * 60, words: '1 day' },
  { minutes: 7 * 24 * 60, words: '7 days' },
  { minutes: 30 * 24 * 60, words: '30 days' },
  { minutes: 365 * 24 * 60, words: '365 days' },
] as const

/** What the server offers to choose from. */
export interface KeyOffer {
  /** Pattern of all policies, such as `policies/**`. */
  readonly allPolicies: string
  readonly environments: readonly string[]
}

/** Input of `POST /api/keys`. */
interface KeyWish {
  readonly scope: {
    readonly paths: string[]
    readonly names: string[]
    readonly modes: string[]
    readonly environments: string[] | null
    readonly labels: Record<string, string>
  }
  readonly uses: number | null
  readonly minutes: number
}

/** The scope of a key. What is left as it is, is the widest for names and the narrowest for uses and time. */
export function KeyFields({ offer }: { offer: KeyOffer }) {
  return (
    <>
      <div className="fields">
        <label className="f">
          Policies, as full paths or patterns
          <input className="in mono" name="paths" required defaultValue={offer.allPolicies} {...PLAIN} />
        </label>
        <label className="f">
          Names of proxies, or patterns
          <input className="in mono" name="names" required defaultValue="*" {...PLAIN} />
        </label>
        <label className="f">
          Environment
          {offer.environments.length === 0 ? (
            <input className="in" name="environment" placeholder="any" {...PLAIN} />
          ) : (
            <select className="in" name="environment">
              <option value="">any</option>
              {offer.environments.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </label>
        <label className="f">
          Team (optional)
          <input className="in" name="team" {...PLAIN} />
        </label>
        <label className="f">
          Uses; empty for any number
          <input className="in" name="uses" type="number" min={1} max={100_000} defaultValue={1} />
        </label>
        <label className="f">
          Ends after
          <select className="in" name="minutes">
            {LIVES.map(({ minutes, words }) => (
              <option key={minutes} value={minutes}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </div>
      <fieldset className="row wrap kmodes">
        <legend>Modes</legend>
        {MODES.map((mode) => (
          <label key={mode} className="row">
            <input type="checkbox" name="modes" value={mode} defaultChecked={mode === 'pull'} />
            <span className="mono">{mode}</span>
          </label>
        ))}
      </fieldset>
      <p className="s mid">
        <span className="mono">*</span> stands for anything but a slash, <span className="mono">**</span> for
        anything; several are separated by commas.
      </p>
    </>
  )
}

const PLAIN = { autoComplete: 'off', spellCheck: false } as const

/** What was filled in; the server checks it. */
export function readKeyWish(form: FormData): KeyWish {
  const text = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  const list = (name: string) =>
    text(name)
      .split(/[\s,]+/)
      .filter((part) => part !== '')
  return {
    scope: {
      paths: list('paths'),
      names: list('names'),
      modes: form.getAll('modes').filter((value) => typeof value === 'string'),
      environments: text('environment') === '' ? null : [text('environment')],
      labels: text('team') === '' ? {} : { team: text('team') },
    },
    uses: text('uses') === '' ? null : Number(text('uses')),
    minutes: Number(text('minutes')),
  }
}
