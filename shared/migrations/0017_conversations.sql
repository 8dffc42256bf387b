-- Conversations: what people write to a salon on a channel, what is written back, and how far that came.
--
-- Times of messages are seconds since 1970-01-01T00:00Z, as the providers tell them; those of the outbox are milliseconds, since
-- a provider's limits are. Everything else is minutes, as everywhere.

-- An account of a provider that a salon is written to at. A projection of the salon's document, but for what was found out about it.
CREATE TABLE channel (
  salon_id    TEXT NOT NULL,
  kind        TEXT NOT NULL,     -- 'whatsapp'
  account     TEXT NOT NULL,     -- the provider's id of it: WhatsApp's phone_number_id
  display     TEXT NOT NULL,     -- as people know it: +27 21 555 0100
  next_us     INTEGER NOT NULL DEFAULT 0,  -- GCRA's arrival time for what is sent from it, in microseconds
  paused_until INTEGER,          -- milliseconds; the provider wants no more for now
  paused_why  INTEGER,           -- its error code
  PRIMARY KEY (salon_id, kind, account)
) STRICT, WITHOUT ROWID;

-- Finds the salon that an account belongs to; none belongs to two.
CREATE UNIQUE INDEX channel_account ON channel (kind, account);

-- One person and one account of a salon. `person` is the provider's id of them for this business where one was told, else their
-- number in digits; a number alone never moves a conversation to somebody else.
CREATE TABLE conversation (
  salon_id        TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  channel         TEXT NOT NULL,
  account         TEXT NOT NULL,
  person          TEXT NOT NULL,
  phone           TEXT,              -- digits without a plus; may never be known
  former          TEXT,              -- whom they were before their number or id changed
  name            TEXT,              -- as they call themselves
  client_id       TEXT,              -- null: nobody of the salon's, as far as is known
  state           TEXT NOT NULL DEFAULT 'new',  -- 'new', 'bot', 'waiting' for a person, 'person', 'closed'
  why             TEXT,              -- of 'waiting': a word for the person who takes it
  story           TEXT,              -- JSON, of 'waiting': what the dialogue had understood when it handed over
  language        TEXT,
  dialogue        BLOB,              -- what the dialogue remembers; its own business
  version         INTEGER NOT NULL DEFAULT 1,  -- a change guards the one it was decided on
  window_until    INTEGER NOT NULL,  -- seconds; until then anything may be written, afterwards templates alone
  opted_out_at    INTEGER,           -- seconds; they want no marketing here
  preference_at   INTEGER NOT NULL DEFAULT 0,  -- seconds; of the latest word on that
  next_ms         INTEGER NOT NULL DEFAULT 0,  -- not sooner is anything sent to them
  created_at      INTEGER NOT NULL,
  last_at         INTEGER NOT NULL,  -- seconds; the latest message either way
  PRIMARY KEY (salon_id, conversation_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX conversation_person ON conversation (salon_id, channel, account, person);
CREATE INDEX conversation_phone ON conversation (salon_id, channel, account, phone);
CREATE INDEX conversation_former ON conversation (salon_id, channel, account, former);
CREATE INDEX conversation_client ON conversation (salon_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX conversation_waiting ON conversation (salon_id, last_at) WHERE state = 'waiting';

-- A message either way. `provider_id` is what makes a webhook that comes twice come once.
CREATE TABLE message (
  salon_id        TEXT NOT NULL,
  message_id      TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  direction       TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  provider_id     TEXT,              -- null: the provider has not taken it
  kind            TEXT NOT NULL,     -- 'text', 'button-reply' …; 'unsupported' for whatever is not known
  body            TEXT,              -- what is read: the words, the title that was pressed, the caption
  detail          TEXT,              -- JSON: inwards the type's own object, outwards what is sent
  payload         TEXT,              -- the id behind what was pressed, the medium's id
  context         TEXT,              -- the provider's id of the message it answers
  at              INTEGER NOT NULL,  -- seconds
  came_ms         INTEGER NOT NULL DEFAULT 0,  -- milliseconds; parts those of one second
  delivery        INTEGER NOT NULL DEFAULT 0,  -- wire::Delivery; the greater wins, 9 is failed
  error           INTEGER,           -- the provider's code
  charged         TEXT,              -- what the provider charges it as
  answer_at       INTEGER,           -- inwards, milliseconds: when somebody is to look at it; null once that was done
  answer_tries    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (salon_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX message_once ON message (salon_id, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX message_conversation ON message (salon_id, conversation_id, at);
-- The sweep over all salons looks for what nobody has looked at.
CREATE INDEX message_unanswered ON message (answer_at) WHERE answer_at IS NOT NULL;

-- What was told of messages of ours, each once. It may come before we know the provider's id of what it is about.
CREATE TABLE message_status (
  salon_id    TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  delivery    INTEGER NOT NULL,
  at          INTEGER NOT NULL,  -- seconds
  error       INTEGER,
  PRIMARY KEY (salon_id, provider_id, delivery)
) STRICT, WITHOUT ROWID;

-- The one outbox of conversations: what is owed, in the order in which it was written. A row is claimed before it is sent, for a
-- while; whoever dies in between leaves it to be sent once more.
CREATE TABLE outgoing (
  salon_id        TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  nth             INTEGER NOT NULL,
  message_id      TEXT NOT NULL,
  account         TEXT NOT NULL,
  due_ms          INTEGER,           -- null: sent, or given up
  attempts        INTEGER NOT NULL DEFAULT 0,
  given_up_at     INTEGER,           -- minutes; a person looks at it
  failure         TEXT,              -- a word, or the provider's code
  PRIMARY KEY (salon_id, conversation_id, nth)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX outgoing_message ON outgoing (salon_id, message_id);
-- The sweep for what is due looks over all salons, and what was given up is counted for the operator.
CREATE INDEX outgoing_due ON outgoing (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX outgoing_dead ON outgoing (given_up_at) WHERE given_up_at IS NOT NULL;
