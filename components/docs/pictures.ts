// Next writes the same into next-env.d.ts, which there is only after a build.
/// <reference types="next/image-types/global" />
import changes from '@/docs/images/changes.png'
import decisions from '@/docs/images/decisions.png'
import fleet from '@/docs/images/fleet.png'
import overview from '@/docs/images/overview.png'
import policy from '@/docs/images/policy.png'

/** Pictures that pages of the documentation may show, by name: those of the build and no others. `e2e/tour.spec.ts` takes them. */
const PICTURES = { changes, decisions, fleet, overview, policy }

/** Address and size in px of a picture as a page names it (`images/fleet.png`); undefined when there is none. */
export function pictureOf(src: string): { src: string; width: number; height: number } | undefined {
  const name = /(?:^|\/)images\/([a-z]+)\.png$/.exec(src)?.[1]
  return Object.entries(PICTURES).find(([known]) => known === name)?.[1]
}
