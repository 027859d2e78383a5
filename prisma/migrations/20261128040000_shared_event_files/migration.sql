-- Whether the connector that follows the file knows the proxy whose process writes it: such a connector goes before one that only sees the
-- file in a folder that both read. Null: of a file that was claimed before this was kept.
ALTER TABLE event_file ADD COLUMN matched boolean;
