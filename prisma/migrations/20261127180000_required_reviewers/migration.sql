-- Whose approval rulesets require beside the owners, per branch: a row for each time that it was seen to be something else.
CREATE TABLE required_reviewers (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id uuid NOT NULL REFERENCES repository (id),
  branch        text NOT NULL,
  -- [{ruleset, team, patterns, minimum}], see lib/changes/rulesets/required-reviewers.ts
  rules         jsonb NOT NULL,
  seen_at       timestamptz(6) NOT NULL
);
CREATE INDEX required_reviewers_newest ON required_reviewers (repository_id, branch, id DESC);
CREATE TRIGGER required_reviewers_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON required_reviewers EXECUTE FUNCTION refuse_rewriting();
