-- Help articles: what a salon answers to questions that come again and again, in each language; and which of the team's answers in
-- conversations may become one.

-- One article in one language. Those of one topic say the same, and the topic is their address: /{salon}/help/{topic}.
CREATE TABLE article (
  salon_id    TEXT NOT NULL,
  topic       TEXT NOT NULL,
  language    TEXT NOT NULL,
  title       TEXT NOT NULL,
  asked       TEXT NOT NULL,     -- other ways in which people ask for it; searched, not shown
  body        TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('draft', 'published')),
  version     INTEGER NOT NULL,  -- a change names the one it was made from
  changed_at  INTEGER NOT NULL,  -- minutes
  reviewed_by TEXT,              -- who published it last, as the trail names them
  reviewed_at INTEGER,
  PRIMARY KEY (salon_id, topic, language)
) STRICT, WITHOUT ROWID;

-- Raised in the commit that changes what is published, so a table of another edition is never searched for this one.
CREATE TABLE article_edition (
  salon_id TEXT NOT NULL PRIMARY KEY,
  edition  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Messages that a person of the team wrote, and whether anything was made of them. The words stay with the message.
CREATE TABLE person_answer (
  salon_id   TEXT NOT NULL,
  message_id TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('open', 'used', 'dismissed')),
  PRIMARY KEY (salon_id, message_id)
) STRICT, WITHOUT ROWID;

-- The provider's id of the Flow by which this account's clients book; a projection of the document.
ALTER TABLE channel ADD COLUMN flow TEXT;
