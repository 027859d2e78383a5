-- Which proxy brought a name first: each adds no more than its share of a dictionary.
ALTER TABLE tool_name ADD COLUMN proxy_id UUID;
CREATE INDEX tool_name_repository_id_proxy_id_idx ON tool_name (repository_id, proxy_id);
ALTER TABLE rule_name ADD COLUMN proxy_id UUID;
CREATE INDEX rule_name_repository_id_proxy_id_idx ON rule_name (repository_id, proxy_id);
ALTER TABLE denial_message ADD COLUMN proxy_id UUID;
CREATE INDEX denial_message_repository_id_proxy_id_idx ON denial_message (repository_id, proxy_id);
