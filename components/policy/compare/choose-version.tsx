'use client'

import { Menu, MenuLink } from '@/components/ui/menu'

interface ChooseVersionProps {
  /** Of the end that moves. */
  end: string
  choices: readonly { href: string; sha: string; title: string; when: string }[]
}

/** Takes another version as one end of a comparison. */
export function ChooseVersion({ end, choices }: ChooseVersionProps) {
  return (
    <Menu
      trigger={
        <button type="button" className="lk">
          Choose…<span className="sr"> the {end} end</span>
        </button>
      }
    >
      {choices.map(({ href, sha, title, when }) => (
        <MenuLink key={sha} href={href}>
          <span className="mono s">{sha.slice(0, 7)}</span>
          <span className="grow trunc">{title}</span>
          <span className="s dim num nw">{when}</span>
        </MenuLink>
      ))}
    </Menu>
  )
}
