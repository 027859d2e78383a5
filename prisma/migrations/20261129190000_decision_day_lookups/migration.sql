-- Counts of some tools or proxies over many days: without these all cells of all those days are read.
CREATE INDEX decision_day_tool_idx ON decision_day (tool, day);
CREATE INDEX decision_day_proxy_idx ON decision_day (proxy, day);
