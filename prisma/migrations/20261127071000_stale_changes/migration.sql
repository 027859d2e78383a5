-- Since when a pull request is known to be elsewhere than what is stored says: the forge's list showed it, or a hook named it. Checks and
-- dismissals leave no other trace, so it has to outlive the process. Null once it was looked at.
ALTER TABLE change_request ADD COLUMN stale_since timestamptz(6);
CREATE INDEX change_request_stale ON change_request (repository_id, number) WHERE stale_since IS NOT NULL;
