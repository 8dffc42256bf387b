-- When the client was told that the time of an unpaid deposit was let go; null while they were not.
ALTER TABLE online_payment ADD COLUMN lapse_told_at INTEGER;

-- The minute's sweep looks over all salons at what waits for its money and nobody was told of.
CREATE INDEX online_payment_unpaid ON online_payment (created_at)
  WHERE asked IS NOT NULL AND lapse_told_at IS NULL AND state IN ('begun', 'failed');
