-- Who works for a salon, and how they prove who they are. Accounts, passkeys, sessions and links span salons; what somebody
-- may do is a salon's, so a membership lives with its salon. Nothing here opens anything by itself: a session's token is
-- kept as its hash, a link's token is derived under the server's secret, a passkey's private half never leaves its device.

CREATE TABLE account (
  account_id TEXT PRIMARY KEY,
  email      TEXT NOT NULL,  -- lower case; where links go
  email_hash TEXT NOT NULL,  -- HMAC-SHA256 under the server's secret: what requests for links are kept under
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX account_email ON account (email_hash);

CREATE TABLE membership (
  salon_id   TEXT NOT NULL,
  account_id TEXT NOT NULL,
  role       TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'stylist', 'reception')),
  since      INTEGER NOT NULL,
  PRIMARY KEY (salon_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX membership_account ON membership (account_id);

CREATE TABLE passkey (
  passkey_id TEXT PRIMARY KEY,   -- the credential's id, base64url
  account_id TEXT NOT NULL,
  public_key BLOB NOT NULL,      -- COSE
  counter    INTEGER NOT NULL,   -- the authenticator's; 0 where it keeps none
  transports TEXT NOT NULL CHECK (json_valid(transports)),
  device     TEXT NOT NULL,      -- the browser and system it was made in, to tell one's passkeys apart
  created_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX passkey_account ON passkey (account_id, created_at);

-- `session_id` names a session on its account's page and opens nothing.
CREATE TABLE session (
  session_hash TEXT PRIMARY KEY,  -- SHA-256 of the cookie's token, hex
  session_id   TEXT NOT NULL,
  account_id   TEXT NOT NULL,
  proof        TEXT NOT NULL CHECK (proof IN ('passkey', 'link')),
  device       TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  seen_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_account ON session (account_id, session_id);
-- The sweep forgets sessions that ended.
CREATE INDEX session_seen ON session (seen_at);

-- A request for a link by e-mail. Rows are written for addresses that nobody works under too, so that limits and answers
-- are the same.
CREATE TABLE sign_in_link (
  link_id    TEXT PRIMARY KEY,
  email_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_link_email ON sign_in_link (email_hash, created_at);
CREATE INDEX sign_in_link_expiry ON sign_in_link (expires_at);

-- Challenges are derived and bear their expiry; one that was answered is kept until then, so that no answer works twice.
CREATE TABLE spent_challenge (
  challenge_id TEXT PRIMARY KEY,
  expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX spent_challenge_expiry ON spent_challenge (expires_at);
