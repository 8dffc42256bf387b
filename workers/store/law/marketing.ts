// Messages of marketing: what a salon wrote, to whom copies are owed, and what was decided about each when it was to be sent.
import type { Env } from "../../env.ts";
import { type Purpose, reading } from "../compliance/purposes.ts";
import { type Ask, database, read } from "../database.ts";

export interface Campaign {
  id: string;
  subject: string;
  text: string;
  actor: string;
}

export function insertCampaign(db: D1Database, salon: string, campaign: Campaign, now: number): D1PreparedStatement {
  const { id, subject, text, actor } = campaign;
  return db
    .prepare(`
      INSERT INTO campaign (salon_id, campaign_id, subject, text, actor, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`)
    .bind(salon, id, subject, text, actor, now);
}

/** What the salon says of the opt-out registry: whether it asked, and which addresses it was told. */
export interface RegistryWord {
  asked: boolean;
  /** Telephone numbers (E.164) and e-mail addresses in lower case. */
  blocked: string[];
}

/**
 * A copy for each client whose last word about marketing is yes and who has an address. Whether it goes out is decided when it is
 * sent.
 */
export function insertCopies(
  db: D1Database,
  salon: string,
  campaign: string,
  registry: RegistryWord,
  now: number,
): D1PreparedStatement {
  return db
    .prepare(`
      INSERT INTO outbox (salon_id, message_id, kind, payload, created_at, available_at)
      SELECT ?1, lower(hex(randomblob(16))), 'marketing.written',
             json_object('campaign', ?2, 'client', client.client_id, 'registry', CASE
               WHEN EXISTS (SELECT 1 FROM json_each(?3) AS named
                            WHERE named.value = client.phone OR named.value = lower(client.email)) THEN 'blocked'
               WHEN ?4 = 1 THEN 'clear' ELSE 'not-asked' END),
             ?5, ?5
      FROM client
      WHERE client.salon_id = ?1 AND client.email IS NOT NULL
        AND (SELECT granted FROM consent
             WHERE consent.salon_id = ?1 AND consent.client_id = client.client_id AND purpose = 'marketing'
             ORDER BY consent.at DESC, nth DESC LIMIT 1) = 1`)
    .bind(salon, campaign, JSON.stringify(registry.blocked), registry.asked ? 1 : 0, now);
}

export interface AddresseeRow {
  name: string;
  email: string | null;
  phone: string;
  language: string | null;
  subject: string | null;
  text: string | null;
  /** 1 if they came, or come, to a visit that was not cancelled. */
  bought: 0 | 1;
  /** 1 if a notice was shown to them, which says that they may object. */
  told: 0 | 1;
}

const forAddressee = reading("client", "name, email, phone, language");

/** The client of a copy with the campaign's words; null words where it is gone. */
export function askAddressee(
  db: D1Database,
  salon: string,
  campaign: string,
  client: string,
  purpose: Purpose,
): Ask<AddresseeRow> {
  forAddressee(purpose);
  return db
    .prepare(`
      SELECT client.name, client.email, client.phone, client.language, campaign.subject, campaign.text,
             EXISTS (SELECT 1 FROM booking AS b WHERE b.salon_id = ?1 AND b.client_id = ?3 AND b.status = 'confirmed') AS bought,
             EXISTS (SELECT 1 FROM booking AS b
                     WHERE b.salon_id = ?1 AND b.client_id = ?3 AND b.notice_hash IS NOT NULL) AS told
      FROM client LEFT JOIN campaign ON campaign.salon_id = ?1 AND campaign.campaign_id = ?2
      WHERE client.salon_id = ?1 AND client.client_id = ?3`)
    .bind(salon, campaign, client);
}

export interface WordRow {
  granted: 0 | 1;
  channel: string;
  notice_version: string;
}

/** What a client said about marketing, in order. */
export function askWords(db: D1Database, salon: string, client: string): Ask<WordRow> {
  return db
    .prepare(`
      SELECT granted, channel, notice_version FROM consent
      WHERE salon_id = ?1 AND client_id = ?2 AND purpose = 'marketing' ORDER BY at, nth LIMIT 200`)
    .bind(salon, client);
}

/** One for each try; a second one within the same minute takes the first one's place. */
export function insertDecision(
  db: D1Database,
  salon: string,
  decided: { campaign: string; client: string; allowed: boolean; reason: string },
  now: number,
): D1PreparedStatement {
  const { campaign, client, allowed, reason } = decided;
  return db
    .prepare(`
      INSERT INTO marketing_decision (salon_id, campaign_id, client_id, at, allowed, reason)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT (salon_id, campaign_id, client_id, at) DO UPDATE SET
        allowed = excluded.allowed, reason = excluded.reason`)
    .bind(salon, campaign, client, now, allowed ? 1 : 0, reason);
}

export interface CampaignCount {
  campaign_id: string;
  subject: string;
  at: number;
  /** Null before anything was decided. */
  reason: string | null;
  n: number;
}

/** The latest campaigns with what was last decided about their copies, counted by reason. */
export async function readCampaigns(env: Env, salon: string): Promise<CampaignCount[]> {
  const db = database(env, salon);
  const ask: Ask<CampaignCount> = db
    .prepare(`
      SELECT c.campaign_id, c.subject, c.at, d.reason, count(d.client_id) AS n
      FROM (SELECT campaign_id, subject, at FROM campaign WHERE salon_id = ?1 ORDER BY at DESC LIMIT 20) AS c
        LEFT JOIN marketing_decision AS d ON d.salon_id = ?1 AND d.campaign_id = c.campaign_id
          AND d.at = (SELECT max(e.at) FROM marketing_decision AS e
                      WHERE e.salon_id = ?1 AND e.campaign_id = d.campaign_id AND e.client_id = d.client_id)
      GROUP BY c.campaign_id, d.reason ORDER BY c.at DESC, c.campaign_id, d.reason`)
    .bind(salon);
  const [rows] = await read<[CampaignCount]>(db, [ask]);
  return rows;
}
