import type { Step } from '@/forge/seed/step'
import { data } from './data'
import { github } from './github'
import { payments } from './payments'
import { platform } from './platform'
import { repository } from './repository'
import { support } from './support'
import { together, undecided } from './together'

/** The year of Northwind Robotics, oldest first; each team's list tells the story of its own files. */
export const TIMELINE: readonly Step[] = [
  ...payments,
  ...platform,
  ...github,
  ...data,
  ...support,
  ...repository,
  ...together,
  ...undecided,
].sort((a, b) => b.days - a.days)
