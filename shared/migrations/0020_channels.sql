-- Channels that prove no telephone number: whoever writes there is told of what was booked in their own conversation, and of
-- nothing else that stands under the number they give.
CREATE TABLE conversation_booking (
  salon_id        TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  booking_id      TEXT NOT NULL,
  PRIMARY KEY (salon_id, conversation_id, booking_id)
) STRICT, WITHOUT ROWID;

-- What answers a message is found by it: on a call that is heard at once, and again when a provider asks twice.
CREATE INDEX message_context ON message (salon_id, context) WHERE context IS NOT NULL AND direction = 'out';
