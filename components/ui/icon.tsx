const ICONS = {
  search: {
    box: 14,
    paths: [
      ['M10 6a4 4 0 1 1-8 0 4 4 0 0 1 8 0z', 1.3],
      ['m9 9 3.4 3.4', 1.3],
    ],
  },
  down: { box: 10, paths: [['m2 3.5 3 3 3-3', 1.3]] },
  right: { box: 10, paths: [['m3.5 2 3 3-3 3', 1.3]] },
  external: { box: 10, paths: [['M3 2h5v5M8 2 2 8', 1.2]] },
  close: { box: 10, paths: [['m2 2 6 6m0-6-6 6', 1.3]] },
  file: {
    box: 14,
    paths: [
      ['M3 1.6h5l3 3v7.8H3z', 1.2],
      ['M8 1.6v3h3', 1.2],
    ],
  },
  folder: { box: 14, paths: [['M1.4 3h4l1.2 1.6h6v6.8H1.4z', 1.2]] },
  copy: {
    box: 14,
    paths: [
      ['M5 4.6h7v7.8H5z', 1.2],
      ['M9.4 4.6V1.8H2v7.6h3', 1.2],
    ],
  },
  plus: { box: 10, paths: [['M5 1.5v7M1.5 5h7', 1.3]] },
  more: { box: 14, paths: [['M2.6 7h.1M7 7h.1M11.4 7h.1', 2]] },
} as const satisfies Record<string, { box: number; paths: readonly (readonly [string, number])[] }>

export type IconName = keyof typeof ICONS

/** A decoration of a control that has its own name; never read aloud. */
export function Icon({ name, size, className }: { name: IconName; size?: number; className?: string }) {
  const { box, paths } = ICONS[name]
  return (
    <svg
      width={size ?? box}
      height={size ?? box}
      viewBox={`0 0 ${box} ${box}`}
      fill="none"
      className={className}
      aria-hidden="true"
    >
      {paths.map(([d, width]) => (
        <path key={d} d={d} stroke="currentColor" strokeWidth={width} strokeLinecap="round" />
      ))}
    </svg>
  )
}

/** The product's mark. */
export function Mark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden="true">
      <path d="M2 12.5h5v-5h5v-5h5.5" stroke="currentColor" strokeWidth="2" />
      <path d="M2.5 17.5H12v-5h5v-5h1" stroke="currentColor" strokeWidth="2" opacity=".45" />
    </svg>
  )
}
