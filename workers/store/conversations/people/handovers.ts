// What a change of a conversation means for whoever waits in it: the clock starts, stops or ends, and the hand-over's row tells of it.
// Committed right after the change, which guards that the conversation was still as it is told here.

import policy from "../../../../shared/policies/service-levels.json" with { type: "json" };

export interface Followed {
  salon_id: string;
  conversation_id: string;
  state: string;
}

/** A person's answer: whose, after how many business minutes of waiting, and which deadlines it missed (bits of handover.late). */
export interface AnsweredBy {
  account: string;
  minutes: number;
  late: number;
}

export interface Following {
  state: string;
  why: string | null;
  answered?: AnsweredBy | undefined;
  /** What they sent asks for nothing. */
  silent?: boolean | undefined;
}

const isWithPerson = (state: string): boolean => state === "waiting" || state === "person";

/** `at` in minutes. */
export function followChange(db: D1Database, of: Followed, next: Following, at: number): D1PreparedStatement[] {
  const [before, after] = [isWithPerson(of.state), isWithPerson(next.state)];
  const { salon_id: salon, conversation_id: id } = of;
  if (!before && !after) return of.state === "closed" && next.state !== "closed" ? [markReopened(db, of, at)] : [];
  if (!after) return [endWait(db, salon, id), endHandover(db, salon, id, at)];
  const again = !before && of.state === "closed" ? [markReopened(db, of, at)] : [];
  // A person who writes to somebody was not called.
  const called = next.state === "waiting" ? [beginHandover(db, salon, id, next.why, at)] : [];
  const begun = before ? [] : [...again, ...called];
  if (next.answered !== undefined) {
    return [...begun, endAnswered(db, of, next.answered, at), countAnswer(db, of, next.answered, at)];
  }
  return [...begun, ...(next.silent === true ? [] : [beginWait(db, salon, id, at)])];
}

/** One that has begun already goes on. */
export function beginHandover(
  db: D1Database,
  salon: string,
  id: string,
  why: string | null,
  at: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO handover (salon_id, conversation_id, nth, why, called_at)
      SELECT ?1, ?2, coalesce(max(nth), 0) + 1, ?3, ?4 FROM handover WHERE salon_id = ?1 AND conversation_id = ?2
      HAVING count(*) = count(ended_at)`)
    .bind(salon, id, why, at);
}

/** They wait from the first message on that nobody answered. */
export function beginWait(db: D1Database, salon: string, id: string, at: number): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE conversation SET waits_since = ?3, look_at = ?3, warned_at = NULL
      WHERE salon_id = ?1 AND conversation_id = ?2 AND waits_since IS NULL`)
    .bind(salon, id, at);
}

function endAnswered(db: D1Database, of: Followed, by: AnsweredBy, at: number): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE conversation SET waits_since = NULL, look_at = NULL, warned_at = NULL, waited = waited + ?4,
        first_at = coalesce(first_at, ?5),
        assigned_at = CASE WHEN assignee = ?3 THEN assigned_at ELSE ?5 END,
        assigned_why = CASE WHEN assignee = ?3 THEN assigned_why ELSE '{"by":"answer"}' END, assignee = ?3
      WHERE salon_id = ?1 AND conversation_id = ?2`)
    .bind(of.salon_id, of.conversation_id, by.account, by.minutes, at);
}

function countAnswer(db: D1Database, of: Followed, by: AnsweredBy, at: number): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE handover SET answers = answers + 1, minutes = minutes + ?3, late = late | ?4,
        first_at = coalesce(first_at, ?5), first_minutes = coalesce(first_minutes, ?3),
        assigned_at = coalesce(assigned_at, ?5)
      WHERE salon_id = ?1 AND conversation_id = ?2 AND ended_at IS NULL`)
    .bind(of.salon_id, of.conversation_id, by.minutes, by.late, at);
}

function endWait(db: D1Database, salon: string, id: string): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE conversation SET waits_since = NULL, look_at = NULL, warned_at = NULL, waited = 0, first_at = NULL,
        assignee = NULL, assigned_at = NULL, assigned_why = NULL
      WHERE salon_id = ?1 AND conversation_id = ?2`)
    .bind(salon, id);
}

function endHandover(db: D1Database, salon: string, id: string, at: number): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE handover SET ended_at = ?3, outcome = coalesce(outcome, 'lapsed')
      WHERE salon_id = ?1 AND conversation_id = ?2 AND ended_at IS NULL`)
    .bind(salon, id, at);
}

function markReopened(db: D1Database, of: Followed, at: number): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE handover SET reopened_at = ?3
      WHERE salon_id = ?1 AND conversation_id = ?2 AND reopened_at IS NULL AND outcome IN ('confirmed', 'assumed')
        AND ended_at > ?3 - ?4
        AND nth = (SELECT max(last.nth) FROM handover AS last WHERE last.salon_id = ?1 AND last.conversation_id = ?2)`)
    .bind(of.salon_id, of.conversation_id, at, policy.reopened);
}

/** Before the conversation is closed, in the same commit: how it ended, and what was late until then. */
export function noteOutcome(
  db: D1Database,
  of: Followed,
  outcome: "confirmed" | "assumed",
  late: number,
): D1PreparedStatement {
  return db
    .prepare(`
      UPDATE handover SET outcome = ?3, late = late | ?4
      WHERE salon_id = ?1 AND conversation_id = ?2 AND ended_at IS NULL`)
    .bind(of.salon_id, of.conversation_id, outcome, late);
}
