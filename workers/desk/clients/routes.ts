// The desk's pages of clients, with whom each is for.

import type { PageRoute } from "../../http/pages/routes.ts";
import { posterFile, showPoster } from "../poster.ts";
import { actOnReview, showDeskReviews } from "../reviews.ts";
import { actOnBlock, askBlock } from "./block.ts";
import { askBook, bookForClient } from "./book.ts";
import { changeCard, showCard } from "./card.ts";
import { showHealth } from "./health.ts";
import { showClients } from "./list.ts";
import { actOnMerge, askMerge } from "./merge.ts";

const CLIENT = "/desk/{salon}/clients/{client}";
const reads = { access: "role", method: "get", permission: "clients.read" } as const;
const writes = { access: "role", method: "post" } as const;

export const clientsPages: readonly PageRoute[] = [
  { ...reads, path: "/desk/{salon}/clients", handle: showClients },
  { ...reads, path: "/desk/{salon}/poster", permission: "salon.read", handle: showPoster },
  { ...reads, path: "/desk/{salon}/poster.svg", permission: "salon.read", handle: posterFile },
  { ...reads, path: "/desk/{salon}/reviews", handle: showDeskReviews },
  { ...writes, path: "/desk/{salon}/reviews", permission: "reviews.write", handle: actOnReview },
  { ...reads, path: CLIENT, handle: showCard },
  { ...writes, path: CLIENT, permission: "clients.write", handle: changeCard },
  { ...reads, path: `${CLIENT}/book`, handle: askBook },
  { ...writes, path: `${CLIENT}/book`, permission: "bookings.write", handle: bookForClient },
  { ...reads, path: `${CLIENT}/health`, permission: "special.read", handle: showHealth },
  { ...reads, path: `${CLIENT}/merge`, handle: askMerge },
  { ...writes, path: `${CLIENT}/merge`, permission: "merges.write", handle: actOnMerge },
  { ...reads, path: `${CLIENT}/block`, handle: askBlock },
  { ...writes, path: `${CLIENT}/block`, permission: "blocks.write", handle: actOnBlock },
];
