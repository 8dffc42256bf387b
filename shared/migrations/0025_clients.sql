-- Clients as the team works with them: found by a few letters or digits, one person who was written down twice, what they say
-- against a no-show, and who may not book online for a while.

-- What a client is found by: JSON, an array of short keys made of name, number and address (workers/store/desk/clients/found-by.ts).
-- `client_key` is its copy, key by key, and can be made anew from it; the triggers keep it true whoever writes.
ALTER TABLE client ADD COLUMN found_by TEXT;

CREATE TABLE client_key (
  salon_id  TEXT NOT NULL,
  key       TEXT NOT NULL,
  client_id TEXT NOT NULL,
  PRIMARY KEY (salon_id, key, client_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER client_keyed AFTER INSERT ON client WHEN NEW.found_by IS NOT NULL
BEGIN
  INSERT OR IGNORE INTO client_key (salon_id, key, client_id) SELECT NEW.salon_id, value, NEW.client_id FROM json_each(NEW.found_by);
END;

CREATE TRIGGER client_keyed_anew AFTER UPDATE OF found_by ON client WHEN NEW.found_by IS NOT OLD.found_by
BEGIN
  DELETE FROM client_key WHERE salon_id = OLD.salon_id AND client_id = OLD.client_id AND key IN (SELECT value FROM json_each(OLD.found_by));
  INSERT OR IGNORE INTO client_key (salon_id, key, client_id) SELECT NEW.salon_id, value, NEW.client_id FROM json_each(NEW.found_by);
END;

CREATE TRIGGER client_unkeyed AFTER DELETE ON client WHEN OLD.found_by IS NOT NULL
BEGIN
  DELETE FROM client_key WHERE salon_id = OLD.salon_id AND client_id = OLD.client_id AND key IN (SELECT value FROM json_each(OLD.found_by));
END;

-- The clients there are. SQLite lowers ASCII alone; the accented letters of South Africa's names are named here, and a client's next
-- correction folds whatever else there may be.
UPDATE client SET found_by = made.keys FROM (
  WITH said AS (
    SELECT salon_id, client_id, substr(phone, 2) AS digits, lower(email) AS email,
         replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
         replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
         replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
         replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
         replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
         replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(name),
         'á', 'a'), 'à', 'a'), 'â', 'a'), 'ä', 'a'), 'ã', 'a'), 'å', 'a'), 'ā', 'a'), 'Á', 'a'), 'À', 'a'), 'Â', 'a'), 'Ä', 'a'), 'Ã', 'a'), 'Å', 'a'), 'ç',
         'c'), 'č', 'c'), 'Ç', 'c'), 'Č', 'c'), 'é', 'e'), 'è', 'e'), 'ê', 'e'), 'ë', 'e'), 'ē', 'e'), 'É', 'e'), 'È', 'e'), 'Ê', 'e'), 'Ë', 'e'), 'í', 'i'),
         'ì', 'i'), 'î', 'i'), 'ï', 'i'), 'ī', 'i'), 'Í', 'i'), 'Ì', 'i'), 'Î', 'i'), 'Ï', 'i'), 'ñ', 'n'), 'ń', 'n'), 'Ñ', 'n'), 'ó', 'o'), 'ò', 'o'), 'ô',
         'o'), 'ö', 'o'), 'õ', 'o'), 'ø', 'o'), 'ō', 'o'), 'Ó', 'o'), 'Ò', 'o'), 'Ô', 'o'), 'Ö', 'o'), 'Õ', 'o'), 'Ø', 'o'), 'š', 's'), 'ś', 's'), 'Š', 's'),
         'Ś', 's'), 'ú', 'u'), 'ù', 'u'), 'û', 'u'), 'ü', 'u'), 'ū', 'u'), 'Ú', 'u'), 'Ù', 'u'), 'Û', 'u'), 'Ü', 'u'), 'ý', 'y'), 'ÿ', 'y'), 'ž', 'z'), 'ź',
         'z'), 'Ž', 'z'), '-', ' '), '''', ' '), '.', ' '), ',', ' '), '’', ' ') AS name
    FROM client
  ), word AS (
    SELECT salon_id, client_id, each.key AS nth, each.value AS word
    FROM said, json_each('[' || replace(json_quote(trim(name)), ' ', '","') || ']') AS each WHERE each.value <> '' AND each.key < 5
  ), made AS (
    SELECT salon_id, client_id, one.word || ' ' || other.word AS key
    FROM word AS one JOIN word AS other USING (salon_id, client_id) WHERE one.nth <> other.nth
    UNION SELECT salon_id, client_id, CASE WHEN count(*) = 1 THEN max(word) ELSE group_concat(substr(word, 1, 1), '' ORDER BY nth) END
    FROM word GROUP BY salon_id, client_id
    UNION SELECT salon_id, client_id, substr(digits, nth.value)
    FROM said, json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13]') AS nth WHERE nth.value <= length(digits) - 2
    UNION SELECT salon_id, client_id, '0' || substr(digits, 3) FROM said WHERE digits GLOB '27*'
    UNION SELECT salon_id, client_id, email FROM said WHERE email IS NOT NULL
  )
  SELECT salon_id, client_id, json_group_array(key) AS keys FROM made GROUP BY salon_id, client_id
) AS made
WHERE client.salon_id = made.salon_id AND client.client_id = made.client_id;

-- What the team wrote down of what somebody likes: no health, which has its own place and its own key.
ALTER TABLE client ADD COLUMN preferences TEXT;

-- A client's row that was found to be another's: what it said stays here under its own id, which past consents, health notes and the
-- trail still name, and whoever books with its number is the client that it belongs to now.
CREATE TABLE client_former (
  salon_id    TEXT NOT NULL,
  former_id   TEXT NOT NULL,
  client_id   TEXT NOT NULL,   -- whose it is now; never itself former
  phone       TEXT NOT NULL,
  name        TEXT NOT NULL,
  email       TEXT,
  language    TEXT,
  created_at  INTEGER NOT NULL,
  asked_at    INTEGER,
  found_by    TEXT,
  preferences TEXT,
  PRIMARY KEY (salon_id, former_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX client_former_phone ON client_former (salon_id, phone);
CREATE INDEX client_former_client ON client_former (salon_id, client_id);

-- One number is one client's, in whichever of the two tables it stands.
CREATE TRIGGER client_phone_once BEFORE INSERT ON client
WHEN EXISTS (SELECT 1 FROM client_former WHERE salon_id = NEW.salon_id AND phone = NEW.phone AND former_id <> NEW.client_id)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: client.phone');
END;

CREATE TRIGGER client_phone_once_anew BEFORE UPDATE OF phone ON client
WHEN NEW.phone <> OLD.phone AND EXISTS (SELECT 1 FROM client_former WHERE salon_id = NEW.salon_id AND phone = NEW.phone)
BEGIN
  SELECT RAISE(ABORT, 'UNIQUE constraint failed: client.phone');
END;

-- What a merge moved, so that it can be given back until `undo_until`; then the row goes, and it goes when it was given back.
CREATE TABLE client_merge (
  salon_id   TEXT NOT NULL,
  merge_id   TEXT NOT NULL,
  kept_id    TEXT NOT NULL,
  gone_id    TEXT NOT NULL,
  moved      TEXT NOT NULL CHECK (json_valid(moved)),  -- ids by table, and what the kept row said before and says since
  actor      TEXT NOT NULL,
  merged_at  INTEGER NOT NULL,
  undo_until INTEGER NOT NULL,
  PRIMARY KEY (salon_id, merge_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX client_merge_kept ON client_merge (salon_id, kept_id);
-- The sweep forgets over all salons what can no longer be given back.
CREATE INDEX client_merge_over ON client_merge (undo_until);

-- Who may not book online, for how long and why (Consumer Protection Act s 13(2): on grounds that can be told). After an erasure the
-- keyed hash of the number stays until the term is over, and nothing else.
CREATE TABLE client_block (
  salon_id   TEXT NOT NULL,
  block_id   TEXT NOT NULL,
  client_id  TEXT,            -- null once the person was erased
  phone_hash TEXT NOT NULL,   -- HMAC-SHA256 under the server's secret, of this salon alone
  reason     TEXT NOT NULL CHECK (reason IN ('no-shows', 'payment', 'conduct', 'other')),
  note       TEXT,            -- what happened, in the team's words; told to the client who asks for their data
  placed_by  TEXT NOT NULL,
  placed_at  INTEGER NOT NULL,
  until      INTEGER NOT NULL,
  lifted_by  TEXT,
  lifted_at  INTEGER,
  PRIMARY KEY (salon_id, block_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX client_block_phone ON client_block (salon_id, phone_hash);
CREATE INDEX client_block_client ON client_block (salon_id, client_id) WHERE client_id IS NOT NULL;
-- The sweep forgets what ended over all salons.
CREATE INDEX client_block_end ON client_block (until);

-- What a client says against a no-show or a block, and what a person of the salon answered. One for each of them.
CREATE TABLE dispute (
  salon_id    TEXT NOT NULL,
  dispute_id  TEXT NOT NULL,
  client_id   TEXT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('no-show', 'block')),
  about       TEXT NOT NULL,   -- the booking's or the block's id
  booking_id  TEXT NOT NULL,   -- whose link it was said by, and whose letter answers it
  text        TEXT NOT NULL,
  at          INTEGER NOT NULL,
  outcome     TEXT CHECK (outcome IN ('changed', 'kept')),
  answer      TEXT,
  answered_by TEXT,
  answered_at INTEGER,
  PRIMARY KEY (salon_id, dispute_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX dispute_once ON dispute (salon_id, kind, about);
CREATE INDEX dispute_client ON dispute (salon_id, client_id);

-- Why the team booked a service without the patch test that it needs; null: it was there, or none was needed.
ALTER TABLE booking ADD COLUMN patch_waiver TEXT;
