-- Times of a host are kept as times of the server, with what the host said beside them; null where both are the same.
ALTER TABLE connector_boot ADD COLUMN skew_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE proxy_fact ADD COLUMN host_at TIMESTAMPTZ(6);
ALTER TABLE instance_fact ADD COLUMN host_at TIMESTAMPTZ(6);
ALTER TABLE instance ADD COLUMN host_started_at TIMESTAMPTZ(6), ADD COLUMN host_heartbeat_at TIMESTAMPTZ(6),
  ADD COLUMN host_ended_at TIMESTAMPTZ(6);
ALTER TABLE load ADD COLUMN host_at TIMESTAMPTZ(6);

-- A load that is told again is known by what its host says.
DROP INDEX load_instance_id_kind_at_key;
CREATE UNIQUE INDEX load_identity_key ON load (instance_id, kind, COALESCE(host_at, at));

-- What hosts of a wrong clock told so far is moved by what was measured of it last: left where it is, a load of one that is ahead would come
-- after those that follow it.
CREATE TEMPORARY TABLE wrong_clock ON COMMIT DROP AS
  SELECT proxy_id, clock_skew_ms AS skew_ms, clock_skew_ms * interval '1 millisecond' AS skew
  FROM proxy_contact WHERE abs(clock_skew_ms::bigint) >= 2000;
UPDATE connector_boot b SET skew_ms = w.skew_ms FROM wrong_clock w WHERE w.proxy_id = b.proxy_id;
UPDATE proxy_fact f SET host_at = f.at, at = f.at - w.skew FROM wrong_clock w WHERE w.proxy_id = f.proxy_id;
UPDATE instance_fact f SET host_at = f.at, at = f.at - w.skew
  FROM instance i JOIN wrong_clock w ON w.proxy_id = i.reporter_id WHERE i.id = f.instance_id;
-- What the host said stays in the row: history only gets a second time.
ALTER TABLE load DISABLE TRIGGER load_only_grows;
UPDATE load l SET host_at = l.at, at = l.at - w.skew
  FROM instance i JOIN wrong_clock w ON w.proxy_id = i.reporter_id WHERE i.id = l.instance_id;
ALTER TABLE load ENABLE TRIGGER load_only_grows;
UPDATE instance i SET host_started_at = started_at, started_at = started_at - w.skew, host_heartbeat_at = last_heartbeat_at,
    last_heartbeat_at = last_heartbeat_at - w.skew, host_ended_at = ended_at, ended_at = ended_at - w.skew
  FROM wrong_clock w WHERE w.proxy_id = i.reporter_id;
