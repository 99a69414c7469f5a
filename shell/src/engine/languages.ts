// Whose words are in which language: the site's are what its flow file has, ours English where there are no others.

import { widerTags } from "./download";

export interface Languages {
  site: string;
  ours: string;
}

/** A text without a language is in the page's: it was written for it. */
function hasText(flowText: string, locale: string): boolean {
  const tags = widerTags(locale).map((tag) => tag.toLowerCase());
  const has = (text: unknown) => typeof text === "string" || Object.keys(text ?? {}).some((tag) => tags.includes(tag.toLowerCase()));
  try {
    const { title, nodes } = JSON.parse(flowText) as { title?: unknown; nodes: Record<string, { text?: unknown }> };
    return [title, ...Object.values(nodes).map(({ text }) => text)].some(has);
  } catch {
    return false; // the engine says what is wrong with it
  }
}

/** `locale`: what the page or the visitor wants. `english`: whether our phrases are those. */
export function languagesOf(locale: string, english: boolean, flowText: string): Languages {
  const ours = english && !/^en\b/i.test(locale) ? "en" : locale;
  return { ours, site: hasText(flowText, locale) ? locale : ours };
}
