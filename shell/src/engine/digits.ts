// Digits of any script as ASCII, and a code out of whatever was typed, pasted or filled in.

/** Full-width, Arabic-Indic, Devanagari … digits become 0 to 9; the rest stays. */
export function asciiDigits(text: string): string {
  // Full-width and mathematical digits by compatibility; the other sets are runs of ten from their zero.
  return text.replace(/[\p{Nd}＋]/gu, (digit) => {
    const plain = digit.normalize("NFKC");
    if (/[\d+]/.test(plain)) return plain;
    const point = digit.codePointAt(0)!;
    let value = 0;
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(point - value - 1))) value++;
    return String(value);
  });
}

/** At most `length` digits; spaces, dashes and words around them are dropped ("Your code: 123-456" → "123456"). */
export function codeDigits(text: string, length: number): string {
  return asciiDigits(text).replace(/\D/g, "").slice(0, length);
}
