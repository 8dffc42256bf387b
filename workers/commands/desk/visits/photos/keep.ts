// A photograph of a visit: kept once its client agreed to photographs (POPIA s 11(1)(a)), without what a camera writes beside the picture;
// taken away by the team; and all of them gone when the client no longer agrees.

import { type Actor, actorName } from "../../../../permissions.ts";
import { invalid, type Problem, problem, storageUnavailable, unknownBooking } from "../../../../problem.ts";
import { askBooking, type BookingRow } from "../../../../store/bookings.ts";
import { insertConsents } from "../../../../store/clients.ts";
import { CommitRefused, database, read } from "../../../../store/database.ts";
import {
  askPhoto,
  askPhotosToEnd,
  bringPhoto,
  deletePhotoBytes,
  deletePhotos,
  insertPhoto,
  mustHaveNoPhotosOf,
  type OnePhotoRow,
  type PhotoMoment,
} from "../../../../store/desk/photos.ts";
import { askAnswer, type IdempotencyRow } from "../../../../store/idempotency.ts";
import { type AnswerRow, askAnswersOf, mustHaveAgreed } from "../../../../store/law/consents.ts";
import { insertNotice } from "../../../../store/law/notices.ts";
import { newId } from "../../../../token.ts";
import type { CommandContext, Idempotency, Outcome } from "../../../command.ts";
import { conclude, deciding, refused, replayed, scopeOf } from "../../../deciding/commit.ts";
import { noticeOf } from "../../../law/notice.ts";
import { parsePhoto, type Unfit } from "./plain.ts";

/** The purpose of the consent without which no photograph is kept. */
export const PHOTOS = "photos";

/** Bytes of a photograph as it comes: telephones make some 2 to 8 million. */
export const MOST_PHOTO_BYTES = 10_000_000;
/** Of one visit. */
export const MOST_PHOTOS = 20;

export interface PhotoInput {
  salon: string;
  booking: string;
  actor: Actor;
  moment: PhotoMoment;
  bytes: Uint8Array;
  /** The client's yes, in the words that they were asked in; not needed where they said so before. */
  agreed?: string | undefined;
  idempotency?: Idempotency | undefined;
}

export interface PhotoAnswer {
  photo: string;
  booking: string;
  moment: PhotoMoment;
  type: string;
  bytes: number;
  width: number;
  height: number;
}

export async function keepPhoto(ctx: CommandContext, input: PhotoInput): Promise<Outcome<PhotoAnswer>> {
  if (input.bytes.length > MOST_PHOTO_BYTES) return refused(photoTooLarge());
  const plain = parsePhoto(input.bytes);
  if (typeof plain === "string") return refused(unfit(plain));
  const actor = actorName(input.actor);
  const outcome = await deciding<PhotoAnswer>(ctx, input.salon, async (salon) => {
    const { slug } = salon;
    const db = database(ctx.env, slug);
    const operation = `photo ${input.booking}`;
    const [[answer], [row], words] = await read<[IdempotencyRow, BookingRow, AnswerRow]>(db, [
      askAnswer(db, scopeOf(slug, operation, input.idempotency), ctx.now),
      askBooking(db, slug, input.booking, "serve"),
      askAnswersOf(db, slug, input.booking),
    ]);
    const before = await replayed<PhotoAnswer>(ctx, slug, answer, input.idempotency);
    if (before !== null) return before;
    if (row === undefined) return refused(unknownBooking());
    if (row.phone === "") return refused(nobodys());
    const standing = hasAgreed(words);
    if (!standing && input.agreed === undefined) return refused(notAgreed());
    const photo = newId();
    const consent = newId();
    const notice = standing ? null : await noticeOf(salon, row.language ?? "");
    const { type, width, height, bytes } = plain;
    const told = { booking: input.booking, moment: input.moment, type, bytes: bytes.length, width, height };
    const given = { purpose: PHOTOS, granted: true, wording: input.agreed };
    const about = { client: row.client_id, booking: input.booking, channel: "desk", at: ctx.now };
    const kept = { ...told, photo_id: photo, booking_id: input.booking, actor, at: ctx.now };
    const done = conclude<PhotoAnswer>(ctx, db, {
      salon: slug,
      operation,
      idempotency: input.idempotency,
      status: 201,
      value: { photo, ...told },
      facts: [
        ...(notice === null
          ? []
          : [
              insertNotice(db, slug, notice, ctx.now),
              insertConsents(db, slug, [[consent, { ...given, notice_version: notice.hash }]], about),
            ]),
        mustHaveAgreed(db, slug, input.booking, PHOTOS),
        ...insertPhoto(db, slug, kept, MOST_PHOTOS),
      ],
      audit: {
        actor,
        action: "photo.kept",
        subject: input.booking,
        detail: { client: row.client_id, photo, moment: input.moment, ...(notice === null ? {} : { consent }) },
      },
      messages: [],
    });
    return done.catch((error: unknown) => {
      if (error instanceof CommitRefused && error.rule === "photo") return refused(tooMany());
      throw error;
    });
  });
  return outcome.ok ? brought(ctx, input.salon, outcome, plain) : outcome;
}

/** The bytes follow their row. Asked again under its key, what broke off here is made good. */
async function brought(
  ctx: CommandContext,
  salon: string,
  outcome: Outcome<PhotoAnswer> & { ok: true },
  plain: { bytes: Uint8Array; type: string },
): Promise<Outcome<PhotoAnswer>> {
  try {
    const there = await bringPhoto(ctx.env, salon, outcome.value.photo, plain, ctx.now);
    return there ? outcome : refused(unknownPhoto());
  } catch {
    console.error(JSON.stringify({ event: "photo-not-stored", trace: ctx.trace }));
    return refused(storageUnavailable());
  }
}

/** Their last word about it. */
export const hasAgreed = (rows: readonly AnswerRow[]): boolean =>
  rows.findLast(({ purpose }) => purpose === PHOTOS)?.granted === 1;

export interface DropInput {
  salon: string;
  photo: string;
  actor: Actor;
}

export function dropPhoto(ctx: CommandContext, input: DropInput): Promise<Outcome<null>> {
  const actor = actorName(input.actor);
  return deciding<null>(ctx, input.salon, async ({ slug }) => {
    const db = database(ctx.env, slug);
    const [[row]] = await read<[OnePhotoRow]>(db, [askPhoto(db, slug, input.photo, "serve")]);
    if (row === undefined) return refused(unknownPhoto());
    await deletePhotoBytes(ctx.env, slug, [input.photo]);
    return conclude<null>(ctx, db, {
      salon: slug,
      operation: "drop-photo",
      idempotency: undefined,
      status: 204,
      value: null,
      facts: [deletePhotos(db, slug, [input.photo])],
      audit: {
        actor,
        action: "photo.deleted",
        subject: row.booking_id,
        detail: { client: row.client_id, photo: input.photo },
      },
      messages: [],
    });
  });
}

/** What was kept by the consent alone goes with it: the bytes at once, and the rows in the commit that ends the consent. */
export async function endPhotos(ctx: CommandContext, salon: string, client: string): Promise<D1PreparedStatement[]> {
  const db = database(ctx.env, salon);
  const [rows] = await read<[{ photo_id: string }]>(db, [askPhotosToEnd(db, salon, client)]);
  const photos = rows.map(({ photo_id }) => photo_id);
  await deletePhotoBytes(ctx.env, salon, photos);
  return [deletePhotos(db, salon, photos), mustHaveNoPhotosOf(db, salon, client)];
}

export const photoTooLarge = (): Problem =>
  problem("photo-too-large", 413, "The photograph is too large.", {
    detail: `A photograph may have at most ${MOST_PHOTO_BYTES / 1_000_000} MB (${MOST_PHOTO_BYTES} bytes).`,
    extra: { most_bytes: MOST_PHOTO_BYTES },
  });

const UNFIT: Record<Unfit, string> = {
  heic: "HEIC and AVIF are not shown by every browser; choose JPEG in the camera's settings, or save the picture as JPEG.",
  unknown: "Photographs are JPEG, PNG or WebP.",
  broken: "The picture is cut off, moves, or has more pixels than can be shown.",
};

const unfit = (why: Unfit): Problem =>
  problem("photo-unfit", why === "broken" ? 422 : 415, "This is no photograph that can be kept.", {
    detail: UNFIT[why],
    extra: { why },
  });

const notAgreed = (): Problem =>
  problem("photo-not-agreed", 409, "The client has not agreed to photographs.", {
    detail: "Ask them first; what they answer is kept with the photograph.",
  });

const nobodys = (): Problem =>
  problem("photo-of-nobody", 409, "This visit's client is not known.", {
    detail: "Without a number nobody could ask for the photograph, or have it deleted.",
  });

const tooMany = (): Problem =>
  problem("too-many-photos", 409, "This visit has as many photographs as it may have.", {
    detail: `A visit may have ${MOST_PHOTOS}; delete one first.`,
  });

export const unknownPhoto = (): Problem =>
  problem("unknown-photo", 404, "There is no such photograph.", { detail: "It was deleted, or never kept." });

export const badMoment = (pointer: { pointer: string } | { parameter: string }): Problem =>
  invalid([{ ...pointer, detail: 'must be "before" or "after"' }]);
