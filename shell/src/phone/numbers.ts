// Numbers as people type them: as-you-type format, E.164 out, and why a number can't take an SMS.

import { AsYouType, getCountries, getCountryCallingCode, parsePhoneNumberFromString, validatePhoneNumberLength,
  PhoneNumber, type CountryCode } from "libphonenumber-js/core";
import metadata from "ringback-phone-metadata";
import { asciiDigits } from "../engine/digits";
import type { PhoneRefusal } from "../engine/bridge";
import type { ParsedPhone, TypedPhone } from "./phone_contract";

const known = new Set<string>(getCountries(metadata));

export function regions(allowed: readonly string[]): string[] {
  const all = [...known];
  return allowed.length > 0 ? all.filter((region) => allowed.includes(region)) : all;
}

export const callingCode = (region: string): string =>
  known.has(region) ? String(getCountryCallingCode(region as CountryCode, metadata)) : "";

const planOf = (region: string | undefined) => metadata.countries[region as CountryCode] as unknown as (string | undefined)[] | undefined;

/** Bare "00" dials abroad here, or nothing else does that begins so; not in Australia (0011) or Korea (001, 002, …). */
const dialsByZeros = (region: string): boolean => {
  const prefix = planOf(region)?.[1];
  return !prefix || !prefix.startsWith("00") || new RegExp(`^(?:${prefix})$`).test("00");
};

/** "+49 (0) 151": the zero is for those who dial from within; "+39 (0) 6": there it belongs to the number. */
function withoutTrunkZero(written: string): string {
  return written.replace(/^(\s*(?:\+|00)([\d\s]+))\(0\)/, (all, before, code) => {
    const plan = planOf(metadata.country_calling_codes[code.trim()]?.[0]);
    return plan?.[5] === "0" ? before : all;
  });
}

/** Until 2019 there was a 1 before them from abroad: the same telephone, under another number. */
const mexicosOldMobile = /^\+521(?=\d{10}$)/;

/** Digits and a leading plus; "tel:" with its parameters, 00, and digits of any script are understood. */
export function plainNumber(text: string, region = ""): string {
  const written = asciiDigits(text.trim()).replace(/^tel:/i, "").replace(/;.*$/s, "");
  const digits = withoutTrunkZero(written).replace(/[^\d+]/g, "").replace(/(?!^)\+/g, "");
  const dialled = dialsByZeros(region) ? digits.replace(/^00/, "+") : digits;
  return dialled.replace(mexicosOldMobile, "+52");
}

function regionOf(country: string | undefined, code: string | undefined, typed: string, current: string): string {
  if (country && known.has(country)) return country;
  // +1 and its like are shared: the chosen country stays until the digits say another one.
  if (!code || callingCode(current) === code || !typed.startsWith("+")) return current;
  const main = metadata.country_calling_codes[code]?.[0];
  return main && known.has(main) ? main : current;
}

export function format(text: string, region: string): TypedPhone {
  const typed = plainNumber(text, region);
  const typist = new AsYouType(region as CountryCode, metadata);
  const written = typist.input(typed);
  return { text: written, region: regionOf(typist.getNumber()?.country ?? typist.getCountry(), typist.getCallingCode(), typed, region) };
}

/** ITU-T E.164 gives NANP numbers no kind by their look, and new area codes appear each year: only these take no SMS. */
const northAmericanWithoutSms = /^(8(00|33|44|55|66|77|88)|900)/;

function refusal(number: PhoneNumber): PhoneRefusal | null {
  if (number.countryCallingCode === "1") {
    const national = String(number.nationalNumber);
    return /^[2-9]\d\d[2-9]\d{6}$/.test(national) && !northAmericanWithoutSms.test(national) ? null : "invalid_phone";
  }
  const type = number.getType();
  // Neither a landline nor a number that takes an SMS in any country of its code: a digit is wrong.
  return type === "FIXED_LINE" ? "landline" : type ? null : "invalid_phone";
}

/** The typings lack this constructor. */
const NumberOf = PhoneNumber as unknown as new (region: string, national: string, data: object) => PhoneNumber;

/** Also for a number whose own country isn't known: a new area code, say. */
function isOf(number: PhoneNumber, region: string): boolean {
  const { country, countryCallingCode: code, nationalNumber } = number;
  if (country === region || callingCode(region) !== code) return country === region;
  return !country || new NumberOf(region, nationalNumber, metadata).isValid();
}

function parsePlain(typed: string, region: string, allowed: readonly string[]): ParsedPhone {
  if (!/\d/.test(typed)) return { refused: "empty" };
  const wrongLength = validatePhoneNumberLength(typed, region as CountryCode, metadata);
  if (wrongLength === "TOO_SHORT") return { refused: "too_short" };
  if (wrongLength === "TOO_LONG") return { refused: "too_long" };
  if (wrongLength === "NOT_A_NUMBER") return { refused: digitCount(typed) < 4 ? "too_short" : "invalid_phone" };
  if (wrongLength === "INVALID_COUNTRY" && !typed.startsWith("+")) return { refused: "no_calling_code" };
  const number = parsePhoneNumberFromString(typed, { defaultCountry: region as CountryCode, extract: false }, metadata);
  if (wrongLength || !number) return { refused: "invalid_phone" };
  // Some numbers are good in several countries (Finland and Åland, Morocco and Western Sahara).
  const candidates = [regionOf(number.country, number.countryCallingCode, typed, region), region, ...allowed];
  const found = candidates.find((each) => (allowed.length === 0 || allowed.includes(each)) && isOf(number, each));
  if (!found && allowed.length > 0) return { refused: "country_not_allowed" };
  const refused = refusal(number);
  if (refused) return { refused };
  return { e164: number.number, international: number.formatInternational(), region: found ?? candidates[0]! };
}

export function parse(text: string, region: string, allowed: readonly string[]): ParsedPhone {
  const typed = plainNumber(text, region);
  const parsed = parsePlain(typed, region, allowed);
  if ("e164" in parsed) return parsed;
  // 00 even where another prefix dials abroad: no number begins with it. A calling code without its plus, or one that
  // stands there twice, since a form's country and the number that was filled in both brought it.
  const code = callingCode(region);
  const others = [typed.replace(/^00/, "+"), typed.replace(new RegExp("^" + code), "+" + code),
    typed.replace(`+${code}${code}`, "+" + code)];
  for (const other of others) {
    if (other === typed) continue;
    const again = parsePlain(other, region, allowed);
    if ("e164" in again || again.refused === "landline") return again;
  }
  return parsed;
}

const digitCount = (text: string): number => text.replace(/\D/g, "").length;

export function moveTo(text: string, from: string, to: string): string {
  const typed = plainNumber(text, from);
  const number = new AsYouType(from as CountryCode, metadata);
  number.input(typed);
  if (!typed.startsWith("+")) return format(typed, to).text;
  const national = number.getNumber()?.nationalNumber ?? typed.slice(1 + callingCode(from).length);
  return format("+" + callingCode(to) + national, to).text;
}

