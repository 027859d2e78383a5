import { Glyph } from '@/components/ui/glyph'

type Result = 'allowed' | 'denied' | 'not run'

/** One outcome with its glyph; of several different ones how many of each. */
export function Outcomes({ results }: { results: readonly Result[] }) {
  const [first] = results
  if (first !== undefined && results.every((result) => result === first)) {
    return (
      <span className="row nw" style={{ gap: 5 }}>
        {first === 'not run' ? null : <Glyph name={first} label={null} />}
        {first}
      </span>
    )
  }
  const counts = (['allowed', 'denied', 'not run'] as const)
    .map((result) => ({ result, count: results.filter((one) => one === result).length }))
    .filter(({ count }) => count > 0)
  return (
    <span className="s mid nw">{counts.map(({ result, count }) => `${count} ${result}`).join(', ')}</span>
  )
}
