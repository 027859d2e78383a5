import type { RepositoryRoute, Route } from '@/forge/http/route'
import { APP_ROUTES, INSTALLATION_OF_REPOSITORY } from './apps'
import { BRANCH_ROUTES } from './branches'
import { CHECK_RUN_ROUTES } from './check-runs'
import { COLLABORATOR_ROUTES } from './collaborators'
import { COMMIT_ROUTES } from './commits'
import { CONTENT_ROUTES } from './contents'
import { GIT_OBJECT_ROUTES } from './git-objects'
import { GIT_REF_ROUTES } from './git-refs'
import { ISSUE_ROUTES } from './issues'
import { OAUTH_TOKEN_ROUTES } from './oauth-tokens'
import { ORGANISATION_ROUTES } from './organisations'
import { PULL_ROUTES } from './pulls'
import { REPOSITORY_ITSELF } from './repositories'
import { REVIEW_ROUTES } from './reviews'
import { STATUS_ROUTES } from './statuses'
import { USER_ROUTES } from './users'

/** Routes outside repositories. */
export const ROUTES: readonly Route[] = [
  ...USER_ROUTES,
  ...ORGANISATION_ROUTES,
  ...APP_ROUTES,
  ...OAUTH_TOKEN_ROUTES,
]

/** Routes below `/repos/:owner/:repo`, the first match wins. */
export const REPOSITORY_ROUTES: readonly RepositoryRoute[] = [
  ...REPOSITORY_ITSELF,
  INSTALLATION_OF_REPOSITORY,
  ...COLLABORATOR_ROUTES,
  ...BRANCH_ROUTES,
  ...CONTENT_ROUTES,
  ...GIT_OBJECT_ROUTES,
  ...GIT_REF_ROUTES,
  ...COMMIT_ROUTES,
  ...PULL_ROUTES,
  ...REVIEW_ROUTES,
  ...ISSUE_ROUTES,
  ...STATUS_ROUTES,
  ...CHECK_RUN_ROUTES,
]
