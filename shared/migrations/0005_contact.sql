-- Reaching clients. Telephone numbers are keyed hashes here, for these tables span salons.

-- Which salons know a number, so that one's bookings can be found without walking every salon.
CREATE TABLE phone_salon (
  phone_hash TEXT NOT NULL,  -- HMAC-SHA256 under the server's secret
  salon_id   TEXT NOT NULL,
  PRIMARY KEY (phone_hash, salon_id)
) STRICT, WITHOUT ROWID;

-- A request for a one-time code. The codes are derived from `code_id` and the address they go to, and are not stored.
-- Rows are written for unknown numbers too, so that limits and answers are the same.
CREATE TABLE find_code (
  phone_hash TEXT NOT NULL,
  code_id    TEXT NOT NULL,
  attempts   INTEGER NOT NULL DEFAULT 0,
  used_at    INTEGER,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (phone_hash, code_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX find_code_expiry ON find_code (expires_at);

-- Every message a client would get, kept where LOCAL_MODE is set, for a developer to read.
CREATE TABLE mailbox (
  message_id TEXT PRIMARY KEY,
  recipient  TEXT NOT NULL,
  subject    TEXT NOT NULL,
  text       TEXT NOT NULL,
  html       TEXT,
  attachment TEXT,  -- the calendar file, if there is one
  at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX mailbox_latest ON mailbox (at DESC);
