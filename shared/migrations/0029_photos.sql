-- Photographs of visits: what each shows and when; its bytes lie in R2 under its id (workers/store/desk/photos.ts). Whose it is follows
-- from its visit, so it goes with the visit when two clients are made one.

CREATE TABLE photo (
  salon_id   TEXT NOT NULL,
  photo_id   TEXT NOT NULL,
  booking_id TEXT NOT NULL,
  moment     TEXT NOT NULL CHECK (moment IN ('before', 'after')),
  type       TEXT NOT NULL CHECK (type IN ('image/jpeg', 'image/png', 'image/webp')),
  bytes      INTEGER NOT NULL CHECK (bytes > 0),
  width      INTEGER NOT NULL,  -- pixels, as it is shown
  height     INTEGER NOT NULL,
  actor      TEXT NOT NULL,     -- as in the audit trail
  at         INTEGER NOT NULL,  -- minutes
  kept_at    INTEGER,           -- since when its bytes are there; null: they are on their way, or never came
  PRIMARY KEY (salon_id, photo_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX photo_booking ON photo (salon_id, booking_id, at);
