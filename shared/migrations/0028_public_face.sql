-- What clients say of their visits in public: one word a visit, looked at by a person before anybody else reads it.

CREATE TABLE review (
  salon_id    TEXT NOT NULL,
  review_id   TEXT NOT NULL,
  booking_id  TEXT NOT NULL,
  client_id   TEXT NOT NULL,
  stars       INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
  text        TEXT NOT NULL,
  name        TEXT NOT NULL,  -- as they sign it; empty: not at all
  language    TEXT NOT NULL,
  at          INTEGER NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('waiting', 'published', 'withheld')),
  why         TEXT CHECK (why IN ('personal', 'abuse', 'no-visit')),  -- of what is withheld; never that it is unkind
  decided_by  TEXT,
  decided_at  INTEGER,
  answer      TEXT,           -- of the salon, under what is published
  answered_at INTEGER,
  counted     INTEGER NOT NULL CHECK (counted IN (0, 1)),  -- its stars are part of the average: words may be withheld, stars may not
  PRIMARY KEY (salon_id, review_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX review_once ON review (salon_id, booking_id);
CREATE INDEX review_state ON review (salon_id, state, at);
CREATE INDEX review_client ON review (salon_id, client_id);

-- The sum of the stars that count, so that a salon's page reads one row however many there are.
CREATE TABLE review_rating (
  salon_id TEXT NOT NULL PRIMARY KEY,
  count    INTEGER NOT NULL CHECK (count >= 0),
  stars    INTEGER NOT NULL CHECK (stars >= 0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER review_counts AFTER INSERT ON review WHEN NEW.counted = 1
BEGIN
  INSERT INTO review_rating (salon_id, count, stars) VALUES (NEW.salon_id, 1, NEW.stars)
  ON CONFLICT DO UPDATE SET count = count + 1, stars = stars + NEW.stars;
END;

CREATE TRIGGER review_counts_anew AFTER UPDATE OF counted ON review WHEN NEW.counted <> OLD.counted
BEGIN
  INSERT INTO review_rating (salon_id, count, stars) VALUES (NEW.salon_id, 0, 0) ON CONFLICT DO NOTHING;
  UPDATE review_rating SET count = count + NEW.counted - OLD.counted, stars = stars + NEW.stars * (NEW.counted - OLD.counted)
  WHERE salon_id = NEW.salon_id;
END;

CREATE TRIGGER review_counts_no_more AFTER DELETE ON review WHEN OLD.counted = 1
BEGIN
  UPDATE review_rating SET count = count - 1, stars = stars - OLD.stars WHERE salon_id = OLD.salon_id;
END;
