-- The salon's money: a ledger that always adds up, bills, receipts, cards, and the closing of days. Cents are integers of the salon's
-- currency, instants minutes, days local dates as days since 1970-01-01. Nothing here is deleted before the salon itself is.

-- What the team puts together until it is issued; from then on the ledger says what it came to, and its lines stand still.
CREATE TABLE bill (
  salon_id       TEXT NOT NULL,
  bill_id        TEXT NOT NULL,
  booking_id     TEXT,              -- null: sold without a visit
  state          TEXT NOT NULL CHECK (state IN ('open', 'issued', 'closed')),
  lines          TEXT NOT NULL CHECK (json_valid(lines)),
  discount_cents INTEGER NOT NULL CHECK (discount_cents >= 0),
  discount_why   TEXT,
  total_cents    INTEGER NOT NULL CHECK (total_cents BETWEEN 0 AND 1000000000),
  vat_cents      INTEGER NOT NULL CHECK (vat_cents BETWEEN 0 AND total_cents),
  version        INTEGER NOT NULL,
  opened_at      INTEGER NOT NULL,
  changed_at     INTEGER NOT NULL,
  PRIMARY KEY (salon_id, bill_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX bill_booking ON bill (salon_id, booking_id) WHERE booking_id IS NOT NULL;
CREATE INDEX bill_state ON bill (salon_id, state, changed_at);

CREATE TRIGGER bill_stands BEFORE UPDATE OF lines, discount_cents, discount_why, total_cents, vat_cents ON bill
WHEN OLD.state <> 'open'
BEGIN
  SELECT RAISE(ABORT, 'guard: issued');
END;

-- One fact of money. `entries` are [account, whose, cents], which the triggers spread into `entry`; they sum to zero or nothing is
-- written. What was wrong is reversed by another posting, once, with a reason.
CREATE TABLE posting (
  salon_id   TEXT NOT NULL,
  posting_id TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('sale', 'payment', 'deposit', 'refund', 'reversal', 'till')),
  bill_id    TEXT,
  booking_id TEXT,
  reverses   TEXT,
  reason     TEXT,
  reference  TEXT,              -- of the card machine, the bank or the provider
  entries    TEXT NOT NULL CHECK (json_valid(entries)),
  day        INTEGER NOT NULL,
  actor      TEXT NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (salon_id, posting_id),
  CHECK ((kind = 'reversal') = (reverses IS NOT NULL) AND (reverses IS NULL OR reason IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX posting_once ON posting (salon_id, reverses) WHERE reverses IS NOT NULL;
CREATE INDEX posting_bill ON posting (salon_id, bill_id, at) WHERE bill_id IS NOT NULL;
CREATE INDEX posting_booking ON posting (salon_id, booking_id) WHERE booking_id IS NOT NULL;
CREATE INDEX posting_day ON posting (salon_id, day, at);

CREATE TABLE entry (
  salon_id   TEXT NOT NULL,
  posting_id TEXT NOT NULL,
  nth        INTEGER NOT NULL,
  account    TEXT NOT NULL,
  whose      TEXT NOT NULL,     -- a person, bill, booking or card; '' where it is of the salon alone
  cents      INTEGER NOT NULL CHECK (cents <> 0 AND cents BETWEEN -1000000000 AND 1000000000),
  day        INTEGER NOT NULL,
  PRIMARY KEY (salon_id, posting_id, nth)
) STRICT, WITHOUT ROWID;

CREATE INDEX entry_account ON entry (salon_id, account, whose, day);
CREATE INDEX entry_day ON entry (salon_id, day, account);

-- A day that was counted and closed: what comes later belongs to the next.
CREATE TABLE till_day (
  salon_id   TEXT NOT NULL,
  day        INTEGER NOT NULL,
  expected   TEXT NOT NULL CHECK (json_valid(expected)),  -- cents by account
  counted    TEXT NOT NULL CHECK (json_valid(counted)),
  note       TEXT,              -- why they differ
  actor      TEXT NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (salon_id, day)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER posting_balances BEFORE INSERT ON posting
WHEN (SELECT sum(value ->> 2) FROM json_each(NEW.entries)) IS NOT 0
BEGIN
  SELECT RAISE(ABORT, 'guard: balance');
END;

CREATE TRIGGER posting_day_open BEFORE INSERT ON posting
WHEN EXISTS (SELECT 1 FROM till_day WHERE salon_id = NEW.salon_id AND day >= NEW.day)
BEGIN
  SELECT RAISE(ABORT, 'guard: day-closed');
END;

-- A reversal is the very posting with every sign turned.
CREATE TRIGGER posting_reverses BEFORE INSERT ON posting
WHEN NEW.kind = 'reversal' AND NOT EXISTS (
  SELECT 1 FROM posting AS was
  WHERE was.salon_id = NEW.salon_id AND was.posting_id = NEW.reverses AND was.kind <> 'reversal'
    AND (SELECT json_group_array(json_array(value ->> 0, value ->> 1, -(value ->> 2))) FROM json_each(was.entries)) = json(NEW.entries))
BEGIN
  SELECT RAISE(ABORT, 'guard: reversal');
END;

CREATE TRIGGER posting_spreads AFTER INSERT ON posting
BEGIN
  INSERT INTO entry (salon_id, posting_id, nth, account, whose, cents, day)
  SELECT NEW.salon_id, NEW.posting_id, key, value ->> 0, value ->> 1, value ->> 2, NEW.day FROM json_each(NEW.entries);
END;

-- No entry stands that its posting does not say.
CREATE TRIGGER entry_of_posting BEFORE INSERT ON entry
WHEN NOT EXISTS (
  SELECT 1 FROM posting, json_each(posting.entries) AS said
  WHERE posting.salon_id = NEW.salon_id AND posting.posting_id = NEW.posting_id AND posting.day = NEW.day AND said.key = NEW.nth
    AND said.value ->> 0 = NEW.account AND said.value ->> 1 = NEW.whose AND said.value ->> 2 = NEW.cents)
BEGIN
  SELECT RAISE(ABORT, 'guard: balance');
END;

CREATE TRIGGER posting_kept BEFORE UPDATE ON posting
BEGIN
  SELECT RAISE(ABORT, 'append-only: posting');
END;

CREATE TRIGGER posting_stays BEFORE DELETE ON posting
WHEN NOT EXISTS (SELECT 1 FROM letting_go WHERE salon_id = OLD.salon_id)
BEGIN
  SELECT RAISE(ABORT, 'append-only: posting');
END;

CREATE TRIGGER entry_kept BEFORE UPDATE ON entry
BEGIN
  SELECT RAISE(ABORT, 'append-only: entry');
END;

CREATE TRIGGER entry_stays BEFORE DELETE ON entry
WHEN NOT EXISTS (SELECT 1 FROM letting_go WHERE salon_id = OLD.salon_id)
BEGIN
  SELECT RAISE(ABORT, 'append-only: entry');
END;

CREATE TRIGGER till_day_kept BEFORE UPDATE ON till_day
BEGIN
  SELECT RAISE(ABORT, 'append-only: till_day');
END;

CREATE TRIGGER till_day_stays BEFORE DELETE ON till_day
WHEN NOT EXISTS (SELECT 1 FROM letting_go WHERE salon_id = OLD.salon_id)
BEGIN
  SELECT RAISE(ABORT, 'append-only: till_day');
END;

-- What was given to a client in writing (Value-Added Tax Act s 20 and 21): numbered without gaps in each series. Whom it names is put
-- in once, and taken out again when they are erased or its term is over.
CREATE TABLE tax_document (
  salon_id    TEXT NOT NULL,
  series      TEXT NOT NULL CHECK (series IN ('invoice', 'credit')),
  number      INTEGER NOT NULL,
  document_id TEXT NOT NULL,
  bill_id     TEXT NOT NULL,
  posting_id  TEXT NOT NULL,
  said        TEXT NOT NULL CHECK (json_valid(said)),  -- supplier, lines, VAT as they were
  total_cents INTEGER NOT NULL,
  vat_cents   INTEGER NOT NULL,
  recipient   TEXT CHECK (recipient IS NULL OR json_valid(recipient)),
  day         INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY (salon_id, series, number)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX tax_document_id ON tax_document (salon_id, document_id);
CREATE INDEX tax_document_bill ON tax_document (salon_id, bill_id);
-- One invoice a bill.
CREATE UNIQUE INDEX tax_document_invoice ON tax_document (salon_id, bill_id) WHERE series = 'invoice';
-- Retention looks at those that name somebody, by day.
CREATE INDEX tax_document_named ON tax_document (salon_id, day) WHERE recipient IS NOT NULL;

CREATE TRIGGER tax_document_counts BEFORE INSERT ON tax_document
WHEN NEW.number IS NOT 1 + coalesce((
  SELECT max(number) FROM tax_document WHERE salon_id = NEW.salon_id AND series = NEW.series), 0)
BEGIN
  SELECT RAISE(ABORT, 'guard: number');
END;

CREATE TRIGGER tax_document_kept BEFORE UPDATE ON tax_document
WHEN NOT (OLD.series = NEW.series AND OLD.number = NEW.number AND OLD.document_id = NEW.document_id AND OLD.bill_id = NEW.bill_id
  AND OLD.posting_id = NEW.posting_id AND OLD.said = NEW.said AND OLD.total_cents = NEW.total_cents AND OLD.vat_cents = NEW.vat_cents
  AND OLD.day = NEW.day AND OLD.at = NEW.at AND OLD.salon_id = NEW.salon_id AND (OLD.recipient IS NULL OR NEW.recipient IS NULL))
BEGIN
  SELECT RAISE(ABORT, 'append-only: tax_document');
END;

CREATE TRIGGER tax_document_stays BEFORE DELETE ON tax_document
WHEN NOT EXISTS (SELECT 1 FROM letting_go WHERE salon_id = OLD.salon_id)
BEGIN
  SELECT RAISE(ABORT, 'append-only: tax_document');
END;

-- A gift card or a package. Its balance is the ledger's; its code is derived and only its keyed hash is kept. It can be used once the
-- bill that it was sold on is paid.
CREATE TABLE gift_card (
  salon_id   TEXT NOT NULL,
  card_id    TEXT NOT NULL,
  code_hash  TEXT NOT NULL,
  bill_id    TEXT NOT NULL,
  service_id TEXT,              -- of a package
  units      INTEGER NOT NULL CHECK (units >= 0),
  used       INTEGER NOT NULL CHECK (used BETWEEN 0 AND units),
  expires_on INTEGER NOT NULL,  -- the last day; three years on at the least (Consumer Protection Act s 63(2)(b))
  sold_at    INTEGER NOT NULL,
  PRIMARY KEY (salon_id, card_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX gift_card_code ON gift_card (salon_id, code_hash);
CREATE INDEX gift_card_bill ON gift_card (salon_id, bill_id);

-- A payment that a provider carries: what it is for, and what became of it. `asked` is the booking that waits for its deposit, deleted
-- as soon as that is settled.
CREATE TABLE online_payment (
  salon_id   TEXT NOT NULL,
  payment_id TEXT NOT NULL,
  provider   TEXT NOT NULL CHECK (provider IN ('payfast', 'paystack')),
  purpose    TEXT NOT NULL CHECK (purpose IN ('deposit', 'bill')),
  subject    TEXT NOT NULL,     -- a hold and the booking it becomes, or a bill
  cents      INTEGER NOT NULL CHECK (cents > 0),
  state      TEXT NOT NULL CHECK (state IN ('begun', 'paid', 'failed', 'flagged', 'refunded')),
  reference  TEXT,              -- the provider's
  why        TEXT,
  asked      BLOB,              -- sealed (workers/vault.ts), for it may hold health notes
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (salon_id, payment_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX online_payment_subject ON online_payment (salon_id, subject);
CREATE INDEX online_payment_state ON online_payment (salon_id, state, changed_at);
-- The minute's sweep looks over all salons at what waits for its money, or for its booking.
CREATE INDEX online_payment_asked ON online_payment (changed_at) WHERE asked IS NOT NULL;
