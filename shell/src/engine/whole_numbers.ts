// A phone number is read in one piece: where a line would end inside one that has room on a line of its own, its spaces
// don't break. The same for what is measured to be drawn and for the element over it, or their lines would differ.

const written = /\+\d[\d ]{4,}\d/g;

/** `text` stands in an element as wide as its lines may be. `widest`: of a line, in pixels of the screen. True if it changed. */
export function keepNumbersWhole(text: Text, widest: number): boolean {
  const plain = text.data;
  const range = document.createRange();
  const rectangle = (start: number, end: number) => {
    range.setStart(text, start);
    range.setEnd(text, end);
    return range.getBoundingClientRect();
  };
  const torn = (start: number, end: number) => {
    const first = rectangle(start, start + 1);
    return rectangle(end - 1, end).top > first.top + first.height / 2;
  };
  const numbers = [...plain.matchAll(written)].map(({ 0: number, index }) => ({ number, start: index, end: index + number.length }));
  if (!numbers.some(({ start, end }) => torn(start, end))) return false;
  text.data = plain.replace(written, (number) => number.replace(/ /g, "\u00a0"));
  const tooLong = numbers.filter(({ start, end }) => torn(start, end) || rectangle(start, end).width > widest);
  for (const { number, start, end } of tooLong) text.data = text.data.slice(0, start) + number + text.data.slice(end);
  return text.data !== plain;
}
