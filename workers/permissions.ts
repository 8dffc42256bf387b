// Who may do what: the one table. Every address that is not open to everybody names a permission; workers/http/access asks
// here whether the caller's role has it, and nothing else decides.
//
// Roles are held in one salon: its owner, its manager, a stylist, the reception. The operator runs the platform, holds the
// platform's token, and belongs to no salon.

export const ROLES = ["owner", "manager", "stylist", "reception", "operator"] as const;
export type Role = (typeof ROLES)[number];

/** A role that somebody has in a salon. */
export type SalonRole = Exclude<Role, "operator">;
export const SALON_ROLES: readonly SalonRole[] = ["owner", "manager", "stylist", "reception"];

const GRANTS = {
  /** The salon's whole document: rotas and days off too. */
  "salon.read": ["owner", "manager", "reception", "operator"],
  /** Makes or replaces the document; only the operator can make a salon that was not there, since nobody works for it yet. */
  "salon.write": ["owner", "operator"],
  /** Edits the document where it says who works when; `salon.write` besides for all the rest (workers/desk/settings/document/right.ts). */
  "rota.write": ["owner", "manager", "operator"],
  /** Everything of the salon as one file, to be taken away: its owner's alone, and they prove anew who they are. */
  "archive.read": ["owner"],
  "archive.write": ["owner"],
  /** The addresses of the team's calendar feeds, which are rights by themselves. */
  "calendars.read": ["owner", "manager", "operator"],
  /** Why a time is not offered, by the names of people and rooms. */
  "availability.explain": ["owner", "manager", "stylist", "reception", "operator"],
  "team.read": ["owner", "manager", "operator"],
  /** Invites, changes roles, removes: within MAY_GIVE. */
  "team.write": ["owner", "manager", "operator"],
  /** Every entry of the audit trail, with its proof. */
  "trail.read": ["owner", "operator"],
  /** Has the whole trail checked; what is found is kept, and cleared when it is whole again. */
  "trail.write": ["owner", "operator"],
  /** The compliance centre: what is held and why, consents, requests and their clocks, incidents, the report. */
  "compliance.read": ["owner", "manager", "operator"],
  /** Health notes, each reading recorded. Whoever serves the person and answers for it; not the platform, which only keeps them. */
  "special.read": ["owner", "manager", "stylist"],
  /** Places and lifts what keeps a client's records beyond their term. */
  "retention.write": ["owner", "operator"],
  /** Erases again, after a restore, whom the ledger names. */
  "erasures.write": ["operator"],
  /** Loads the opt-out registry, which is the platform's and holds for every salon. */
  "registry.write": ["operator"],
  /** Answers who says that a decision the system made about them was wrong. */
  "decisions.write": ["owner", "manager", "operator"],
  /** Writes news to the clients who agreed to it. */
  "marketing.write": ["owner", "manager", "operator"],
  /** Accepts the operator agreement for the salon; a person does, so the operator's token does not. */
  "agreement.write": ["owner", "operator"],
  /** What people asked about their own data, with who they are and what was told to them. */
  "requests.read": ["owner", "manager", "operator"],
  /** Records a request that came by another way, and decides: what is refused is answered for. */
  "requests.write": ["owner", "operator"],
  /** Who comes when, with their telephone numbers: what the salon works by. Each read is noted. */
  "bookings.read": ["owner", "manager", "stylist", "reception", "operator"],
  /** Finds a client, and reads their card. Each read is noted. */
  "clients.read": ["owner", "manager", "stylist", "reception", "operator"],
  /** Corrects a client's details, writes down what they like, withdraws a consent for them. */
  "clients.write": ["owner", "manager", "stylist", "reception", "operator"],
  /** Makes two clients one, and gives both back. */
  "merges.write": ["owner", "manager", "reception", "operator"],
  /** Shuts somebody out from booking online for a while, and answers what clients say against it or against a no-show. */
  "blocks.write": ["owner", "manager", "operator"],
  /** Publishes what clients say of their visits, withholds words for a reason, and answers in public. */
  "reviews.write": ["owner", "manager", "operator"],
  /** Books, moves and cancels for clients, says how far a visit has come, blocks time; rules set aside are kept with a reason. */
  "bookings.write": ["owner", "manager", "stylist", "reception", "operator"],
  /** What clients wrote to the salon and a person is to answer. Each read is noted; the platform has no business in it. */
  "conversations.read": ["owner", "manager", "stylist", "reception"],
  "conversations.write": ["owner", "manager", "stylist", "reception"],
  /** Help articles, drafts too, and what is suggested for one. */
  "articles.read": ["owner", "manager", "stylist", "reception", "operator"],
  /** Writes, publishes and deletes help articles: what the salon answers clients with. */
  "articles.write": ["owner", "manager", "reception", "operator"],
  /** Bills and receipts at the counter; that one is read, of whose visit, is noted. */
  "bills.read": ["owner", "manager", "stylist", "reception", "operator"],
  /** Takes payments, and gives back or takes off within what the salon lets its reception. */
  "bills.write": ["owner", "manager", "stylist", "reception", "operator"],
  /** Gives back and takes off more than that, and takes back postings that were wrong. */
  "corrections.write": ["owner", "manager", "operator"],
  /** What came in on a day. */
  "money.read": ["owner", "manager", "reception", "operator"],
  /** Counts and closes a day. */
  "money.write": ["owner", "manager", "reception", "operator"],
  /** What each person earned, and every entry of the ledger. */
  "earnings.read": ["owner", "manager", "operator"],
  "incidents.read": ["owner", "manager", "operator"],
  /** Opens, contains, assesses, approves, sends and closes. */
  "incidents.write": ["owner", "operator"],
  /** Says that a salon left the platform, or is back. */
  "departure.write": ["operator"],
  "platform.metrics": ["operator"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof GRANTS;
export const PERMISSIONS = Object.keys(GRANTS) as Permission[];

export function has(role: Role, permission: Permission): boolean {
  return (GRANTS[permission] as readonly Role[]).includes(role);
}

/** The roles that a role may give, change and take away; so nobody rises by their own hand. */
const MAY_GIVE: Record<Role, readonly SalonRole[]> = {
  owner: SALON_ROLES,
  manager: ["stylist", "reception"],
  stylist: [],
  reception: [],
  operator: SALON_ROLES,
};

export function mayGive(role: Role, given: SalonRole): boolean {
  return MAY_GIVE[role].includes(given);
}

export function givenBy(role: Role): readonly SalonRole[] {
  return MAY_GIVE[role];
}

/** Who acts: a person by their account, their role in the salon and the public name of their session, or the operator. */
export type Actor = { role: SalonRole; account: string; session?: string } | { role: "operator" };

/** As the audit trail names them: `owner:{account}`, `operator`. */
export function actorName(actor: Actor): string {
  return actor.role === "operator" ? actor.role : `${actor.role}:${actor.account}`;
}
