-- An administrator can have a token replaced while its connector goes on: the connector is told in the answer to its next report.
ALTER TABLE proxy_token ADD COLUMN renew_asked_at timestamptz(6);
