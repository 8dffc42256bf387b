-- What will become a ticket, and what was done about it first; and reminders. Instants are minutes.

-- What is written for a published article and not published yet: JSON of its texts. What is published stays until it is.
ALTER TABLE article ADD COLUMN draft TEXT CHECK (draft IS NULL OR json_valid(draft));

-- Something that was foreseen, once for each cause, whatever comes of it.
CREATE TABLE foreseen (
  salon_id    TEXT NOT NULL,
  foreseen_id TEXT NOT NULL,
  cause       TEXT NOT NULL,   -- ids: `PowerCut booking`
  kind        TEXT NOT NULL,   -- a Kind of shared/contracts/proactive.fbs
  client_id   TEXT,            -- whom it concerns, as far as that is known
  booking_id  TEXT,
  conversation_id TEXT,
  evidence    TEXT NOT NULL CHECK (json_valid(evidence)),
  confidence  INTEGER NOT NULL CHECK (confidence BETWEEN 0 AND 1000),
  act         TEXT NOT NULL CHECK (act IN ('message', 'ticket')),
  state       TEXT NOT NULL CHECK (state IN ('open', 'told', 'done', 'false-alarm', 'over')),
  found_at    INTEGER NOT NULL,
  until       INTEGER NOT NULL,  -- nothing can be done about it any more
  closed_at   INTEGER,
  closed_by   TEXT,            -- as the trail names them
  PRIMARY KEY (salon_id, foreseen_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX foreseen_cause ON foreseen (salon_id, cause);
CREATE INDEX foreseen_open ON foreseen (salon_id, until) WHERE state IN ('open', 'told');
CREATE INDEX foreseen_client ON foreseen (salon_id, client_id) WHERE client_id IS NOT NULL;
-- Numbers are counted of a stretch of time; the sweep forgets over all salons.
CREATE INDEX foreseen_found ON foreseen (salon_id, found_at);
CREATE INDEX foreseen_past ON foreseen (found_at);

-- When a salon is looked at next; an event sets it forward. Every salon has a row.
CREATE TABLE lookout (
  salon_id TEXT NOT NULL PRIMARY KEY,
  look_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The minute's sweep over all salons.
CREATE INDEX lookout_due ON lookout (look_at);

INSERT INTO lookout (salon_id, look_at) SELECT salon_id, 0 FROM salon;

CREATE TRIGGER salon_looked_at AFTER INSERT ON salon
BEGIN
  INSERT OR IGNORE INTO lookout (salon_id, look_at) VALUES (NEW.salon_id, 0);
END;

-- An outage, an absence and a service that is gone come with the document.
CREATE TRIGGER salon_looked_at_anew AFTER UPDATE OF version ON salon
BEGIN
  UPDATE lookout SET look_at = 0 WHERE salon_id = NEW.salon_id;
END;

-- Somebody tried something and it failed; `passed_at`: they got beyond it.
CREATE TABLE stumble (
  salon_id   TEXT NOT NULL,
  stumble_id TEXT NOT NULL,
  client_id  TEXT,
  conversation_id TEXT,
  step       TEXT NOT NULL,
  at         INTEGER NOT NULL,
  passed_at  INTEGER,
  PRIMARY KEY (salon_id, stumble_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX stumble_recent ON stumble (salon_id, at);
CREATE INDEX stumble_client ON stumble (salon_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX stumble_talk ON stumble (salon_id, conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX stumble_past ON stumble (at);

-- A letter that went by a conversation is the message with this id there, which tells how far it came.
ALTER TABLE outbox ADD COLUMN sent_as TEXT;

CREATE INDEX outbox_sent_as ON outbox (salon_id, sent_as) WHERE sent_as IS NOT NULL;

-- What was told about a visit or an offer.
CREATE INDEX outbox_booking ON outbox (salon_id, payload ->> 'booking') WHERE payload ->> 'booking' IS NOT NULL;
CREATE INDEX outbox_offer ON outbox (salon_id, payload ->> 'offer') WHERE payload ->> 'offer' IS NOT NULL;

-- A picture, a recording or a file that somebody sent, kept in R2 under its conversation, or why it is not.
CREATE TABLE medium (
  salon_id        TEXT NOT NULL,
  message_id      TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('kept', 'refused')),
  type            TEXT,              -- as its bytes say, of what is kept
  bytes           INTEGER,
  why             TEXT,              -- a word, of what was refused
  at              INTEGER NOT NULL,  -- minutes
  PRIMARY KEY (salon_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX medium_conversation ON medium (salon_id, conversation_id);
