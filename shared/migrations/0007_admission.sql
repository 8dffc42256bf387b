-- Admission: the theoretical arrival time of every key that was asked about lately (GCRA), in microseconds since the epoch.
-- A key that lies in the past is the same as none, so the sweep forgets it. `salon_id` is empty for what spans salons.
CREATE TABLE admission (
  salon_id TEXT NOT NULL,
  plan TEXT NOT NULL,     -- action and what it counts by, such as "book by phone"
  subject TEXT NOT NULL,  -- keyed hash of the address, the telephone number or the booking
  tat INTEGER NOT NULL,
  PRIMARY KEY (salon_id, plan, subject)
) STRICT, WITHOUT ROWID;
