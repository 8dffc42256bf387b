-- How a salon begins, and what the settings' jobs keep.

-- Made at /start by somebody who works nowhere yet; null once they do.
ALTER TABLE account ADD COLUMN begun_at INTEGER;

CREATE INDEX account_begun ON account (begun_at) WHERE begun_at IS NOT NULL;

-- A salon that is being set up: one for each person, forgotten when nobody goes on with it.
CREATE TABLE salon_draft (
  account_id TEXT PRIMARY KEY,
  draft      TEXT NOT NULL CHECK (json_valid(draft)),  -- a salon document, not whole yet
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX salon_draft_updated ON salon_draft (updated_at);
