-- What a branch requires of every change, as the forge said it: a row for each time that it was seen to be something else.
CREATE TABLE branch_protection (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id uuid NOT NULL REFERENCES repository (id),
  branch        text NOT NULL,
  -- {approvals, lastPush, checks, isWhole}, see lib/changes/rulesets/branch-protection.ts
  rules         jsonb NOT NULL,
  seen_at       timestamptz(6) NOT NULL
);
CREATE INDEX branch_protection_newest ON branch_protection (repository_id, branch, id DESC);
CREATE TRIGGER branch_protection_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON branch_protection EXECUTE FUNCTION refuse_rewriting();
