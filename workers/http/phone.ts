// Telephone numbers as people write them, to E.164, the one form that is stored and looked up.

/** Whose national numbers are read where no salon is known, and the only ones whose form is known here. */
export const HOME = "ZA";

/**
 * "082 555 0101", "27 82 555 0101" and "+27 (0)82 555-0101" -> "+27825550101"; null when it cannot be a number. National
 * numbers are read in a South African salon (`country`, ISO 3166-1 alpha-2); anywhere else the same digits are another
 * country's, so a number is written with its "+" or "00".
 */
export function e164(entry: string, country: string = HOME): string | null {
  if (!/^\+?[0-9 ().-]+$/.test(entry)) return null;
  // The trunk zero in brackets is written for callers at home; from abroad it is not dialled.
  let digits = entry.replace(/\(0\)/, "").replace(/[ ().-]/g, "");
  if (digits.startsWith("00")) digits = `+${digits.slice(2)}`;
  else if (country === HOME && /^0[1-9]\d{8}$/.test(digits)) digits = `+27${digits.slice(1)}`;
  else if (country === HOME && /^27[1-9]\d{8}$/.test(digits)) digits = `+${digits}`;
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null;
}
