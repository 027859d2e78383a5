-- What a pull request was seen to be, each time that it was something else: the forge keeps only when it was last closed, and of a check
-- only its last state.
CREATE TABLE noted_change (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id uuid NOT NULL REFERENCES repository (id),
  number        integer NOT NULL,
  -- From when on: the forge's time where it says one, else when Lockstep looked. Never before that of the row before it.
  since         timestamptz(6) NOT NULL,
  seen_at       timestamptz(6) NOT NULL,
  state         text NOT NULL,
  draft         boolean NOT NULL,
  head_sha      text NOT NULL,
  -- See lib/changes/noted/noted-change.ts; null while nobody asked about this head.
  checks        jsonb,
  reviews       jsonb
);
CREATE INDEX noted_change_newest ON noted_change (repository_id, number, id DESC);
CREATE INDEX noted_change_first ON noted_change (repository_id, seen_at);
CREATE TRIGGER noted_change_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON noted_change EXECUTE FUNCTION refuse_rewriting();
