-- A conversation that a person has, or should look at; and what the dialogue keeps of a message it is answering, so that whoever
-- tries again after a crash decides the same.

ALTER TABLE conversation ADD COLUMN handed_at INTEGER;  -- minutes, of 'waiting' and 'person': when a person was called, or wrote last
ALTER TABLE conversation ADD COLUMN flagged TEXT;       -- what a person should see though the dialogue goes on: a message that did not arrive

DROP INDEX conversation_waiting;
CREATE INDEX conversation_inbox ON conversation (salon_id, last_at) WHERE state IN ('waiting', 'person') OR flagged IS NOT NULL;

-- JSON, of one that comes in, while it is answered: what was known and what came of acts.
ALTER TABLE message ADD COLUMN turn TEXT;
