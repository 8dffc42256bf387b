// What whoever books agreed to, as it is written with the booking.
import type { Guardian } from "../../store/bookings.ts";
import type { ConsentGiven } from "../command.ts";
import type { BookInput } from "../deciding/book-input.ts";

type Answers = Pick<BookInput, "consents" | "guardian" | "notice">;

export const guardianOf = ({ guardian }: Pick<BookInput, "guardian">): Guardian | null =>
  guardian === undefined ? null : { name: guardian.name, relation: guardian.relation };

/** The name of a notice that no caller named. */
const UNNAMED = "unnamed";

/**
 * What is written of the answers. About marketing a person is asked once, ever (s 69(2)): a no of somebody who was asked
 * before is no second asking, and leaves no row.
 */
export function consentsOf({ consents = [], guardian, notice }: Answers, asked: boolean): ConsentGiven[] {
  const given = consents.filter(({ purpose, granted }) => purpose !== "marketing" || granted || !asked);
  if (guardian === undefined) return given;
  const { wording } = guardian;
  return [...given, { purpose: "guardian", notice_version: notice ?? UNNAMED, wording, granted: true }];
}
