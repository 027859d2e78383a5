/** Of each proxy the list that its server told last; `$1` is the repository's id. */
export const NEWEST_LIST = `
  FROM proxy p CROSS JOIN LATERAL (
    SELECT tools, left_out, last_seen_at FROM proxy_tool_list WHERE proxy_id = p.id ORDER BY last_seen_at DESC, id DESC LIMIT 1) l
  WHERE p.repository_id = $1 AND p.retired_at IS NULL`
