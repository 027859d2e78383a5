import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../parse-policy'
import { samePolicy } from './same-policy'
import { editFaults } from './testing/edit-faults'
import { everyEdit } from './testing/every-edit'
import { LAYOUTS, type Layout } from './testing/layouts'
import { otherPolicies, ownPolicies, type Sample } from './testing/sample-policies'

/** All of them are in edit-matrix.long.test.ts. */
const CHOSEN = /stripe|memory/
const samples = [...ownPolicies().filter(({ name }) => CHOSEN.test(name)), ...otherPolicies().slice(0, 1)]
const layouts = Object.keys(LAYOUTS).filter((name): name is Layout => name in LAYOUTS)

describe.each(layouts)('every edit of every sample policy, %s', (layout) => {
  it.each(samples)('$name', ({ text }: Sample) => {
    const original = parsePolicy(text)
    const laidOut = LAYOUTS[layout](text)
    const loaded = parsePolicy(laidOut)
    if (!original.ok || !loaded.ok) throw new Error('a sample does not load')
    expect(samePolicy(original.policy, loaded.policy)).toBe(true)
    const faults = everyEdit(loaded.policy, false).flatMap((trial) =>
      editFaults(laidOut, loaded, trial).map((fault) => `${fault}: ${JSON.stringify(trial.edit)}`),
    )
    expect(faults).toEqual([])
  })
})
