-- What the law has a salon show, ask and keep: its privacy notices word for word, what was agreed to in which words, who
-- consented for a child, what a cancellation cost, the agreement between salon and platform, and what became of marketing.

-- Every notice that was shown, in the words in which it was (POPIA s 18). `hash` is SHA-256 of `text`, hex.
CREATE TABLE notice (
  salon_id TEXT NOT NULL,
  hash     TEXT NOT NULL CHECK (length(hash) = 64),
  language TEXT NOT NULL,
  text     TEXT NOT NULL,
  at       INTEGER NOT NULL,  -- when it was first shown
  PRIMARY KEY (salon_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER notice_kept BEFORE UPDATE ON notice
BEGIN
  SELECT RAISE(ABORT, 'append-only: notice');
END;

CREATE TRIGGER notice_stays BEFORE DELETE ON notice
BEGIN
  SELECT RAISE(ABORT, 'append-only: notice');
END;

-- The notice that was shown before the details were asked for; null where none is known to have been.
ALTER TABLE booking ADD COLUMN notice_hash TEXT;
ALTER TABLE waitlist ADD COLUMN notice_hash TEXT;

-- JSON {"name","relation"} of the competent person who consented for a child (s 35(1)(a)); here and not with the consent,
-- for a consent's row stays and a name must be erasable.
ALTER TABLE booking ADD COLUMN guardian TEXT;

-- JSON [{"reason","cents"}]: what cancelling cost, and why; the lines add up to it (Consumer Protection Act s 17).
ALTER TABLE booking ADD COLUMN fee TEXT;

-- The exact words that were agreed to or not. `notice_version` is a notice's hash, or an API caller's own name for one.
ALTER TABLE consent ADD COLUMN wording TEXT;
-- The order in which a client answered, where the minute is the same; rows of before have 0.
ALTER TABLE consent ADD COLUMN nth INTEGER NOT NULL DEFAULT 0;

-- The operator agreement (s 20 and 21) as a salon's owner accepted it.
CREATE TABLE agreement (
  salon_id TEXT NOT NULL,
  hash     TEXT NOT NULL CHECK (length(hash) = 64),
  text     TEXT NOT NULL,
  account  TEXT NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (salon_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER agreement_kept BEFORE UPDATE ON agreement
BEGIN
  SELECT RAISE(ABORT, 'append-only: agreement');
END;

CREATE TRIGGER agreement_stays BEFORE DELETE ON agreement
BEGIN
  SELECT RAISE(ABORT, 'append-only: agreement');
END;

-- A message of marketing that a salon wrote; each of its copies is a row of `outbox`.
CREATE TABLE campaign (
  salon_id    TEXT NOT NULL,
  campaign_id TEXT NOT NULL,
  subject     TEXT NOT NULL,
  text        TEXT NOT NULL,
  actor       TEXT NOT NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY (salon_id, campaign_id)
) STRICT, WITHOUT ROWID;

-- What was decided when a copy was about to be sent (s 69): once for each try.
CREATE TABLE marketing_decision (
  salon_id    TEXT NOT NULL,
  campaign_id TEXT NOT NULL,
  client_id   TEXT NOT NULL,
  at          INTEGER NOT NULL,
  allowed     INTEGER NOT NULL CHECK (allowed IN (0, 1)),
  reason      TEXT NOT NULL,
  PRIMARY KEY (salon_id, campaign_id, client_id, at)
) STRICT, WITHOUT ROWID;

-- What somebody says against a decision that the system made about them alone (s 71(3)), and a person's answer.
CREATE TABLE representation (
  salon_id          TEXT NOT NULL,
  representation_id TEXT NOT NULL,
  kind              TEXT NOT NULL CHECK (kind IN ('refused', 'waiting', 'fee', 'other')),
  email             TEXT NOT NULL,
  language          TEXT NOT NULL,
  text              TEXT NOT NULL,
  at                INTEGER NOT NULL,
  outcome           TEXT CHECK (outcome IN ('changed', 'kept')),
  answer            TEXT,
  answered_at       INTEGER,
  PRIMARY KEY (salon_id, representation_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX representation_latest ON representation (salon_id, at);
