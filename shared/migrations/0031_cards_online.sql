-- Gift cards and packages that are bought online. A payment of purpose 'bill' is for one that is made when it is paid: `subject` is the
-- bill's id, `asked` (sealed) what is bought and who buys it. When that was done; null while it waits.
ALTER TABLE online_payment ADD COLUMN done_at INTEGER;

-- The minute's sweep looks over all salons at what is paid and waits.
CREATE INDEX online_payment_waiting ON online_payment (changed_at) WHERE asked IS NOT NULL AND done_at IS NULL;
