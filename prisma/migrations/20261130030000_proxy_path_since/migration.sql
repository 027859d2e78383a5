-- Which proxies were given another path in the last minute is asked at each move of the fleet: without this the whole history is read.
CREATE INDEX proxy_path_since_idx ON proxy_path (since);
