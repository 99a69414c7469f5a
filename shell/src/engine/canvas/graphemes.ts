// What a reader takes for one character, where it stands in the text.

export interface Grapheme {
  segment: string;
  index: number;
}

/** Marks and skin tones with what they follow, flags in pairs, what joiners join; syllables of Indic scripts are in parts. */
const pattern =
  /\r\n|[\r\n]|(?:\p{RI}\p{RI}|.)(?:[\p{M}\p{Emoji_Modifier}\u200c\u{e0020}-\u{e007f}]|\u200d\p{Extended_Pictographic}?)*/gsu;

export function* graphemesByPattern(text: string): Iterable<Grapheme> {
  for (const { 0: segment, index } of text.matchAll(pattern)) yield { segment, index };
}

/** Firefox knows them since version 125. */
export function createGraphemes(): (text: string) => Iterable<Grapheme> {
  if (!("Segmenter" in Intl)) return graphemesByPattern;
  const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return (text) => segmenter.segment(text);
}
