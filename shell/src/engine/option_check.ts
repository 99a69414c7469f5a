// What the site wrote that an option doesn't mean: the widget goes on as without it, and says so to who reads the console.

import type { MountOptions } from "../shared/page_api";

const choices: { [Name in "position" | "theme" | "launcher"]: readonly NonNullable<MountOptions[Name]>[] } = {
  position: ["bottom-right", "bottom-left", "inline"],
  theme: ["auto", "light", "dark"],
  launcher: ["bubble", "none"],
};

/** A sentence each, in English. `isColour`: as CSS.supports() knows colours. */
export function optionMistakes(option: (name: string) => string | null, isColour: (text: string) => boolean): string[] {
  const mistakes: string[] = [];
  const refuse = (name: string, expected: string) =>
    mistakes.push(`${name}="${option(name)}" is ignored; expected ${expected}.`);
  for (const [name, known] of Object.entries<readonly string[]>(choices)) {
    const given = option(name);
    if (given && !known.includes(given)) refuse(name, known.map((each) => `"${each}"`).join(" or "));
  }
  const accent = option("accent");
  if (accent && !isColour(accent)) refuse("accent", "a CSS colour");
  return mistakes;
}
