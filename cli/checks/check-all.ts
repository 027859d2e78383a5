import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '@/lib/policy/lint/lint-finding'
import { DEFAULT_CONFIGURATION } from '@/lib/repository/configuration'
import { CommandFailure } from '../failure'
import { joinReports, type Report } from '../report/report'
import { policyFilesBelow, reportPath, testedPairs } from '../sources/policy-files'
import { configurationOf, RepositorySettings } from '../sources/repository-settings'
import { compareRevisions, type FailingEffect } from './compare-revisions'
import { lintFiles } from './lint-files'
import { testPolicies } from './test-policies'

/** Lint and tests of every policy below the root that `.lockstep.yaml` names, and, with a range, what the change means. */
export async function checkAll(
  range: string | null,
  engines: readonly Engine[],
  failOn: readonly FailingEffect[],
): Promise<Report> {
  const settings = new RepositorySettings(process.cwd())
  const root = await rootFolder(settings)
  const files = policyFilesBelow(root).map((name) => reportPath(join(root, name)))
  const reports = [await lintFiles(files.sort(), engines, settings)]
  if (files.length > 0) reports.push(await testPolicies(testedPairs([root]), null, settings))
  if (range !== null) reports.push(await compareRevisions(range, failOn))
  return joinReports('check', reports)
}

async function rootFolder(settings: RepositorySettings): Promise<string> {
  const found = await settings.ofFolder(process.cwd())
  const { root } = configurationOf(found) ?? DEFAULT_CONFIGURATION
  const folder = join(found.folder, root)
  if (existsSync(folder)) return folder
  throw new CommandFailure(`there is no folder ${reportPath(folder)}: set root in .lockstep.yaml`)
}
