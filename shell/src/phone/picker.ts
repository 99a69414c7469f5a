// The country list: an editable combobox with a listbox (WAI-ARIA Authoring Practices, "Editable Combobox With List
// Autocomplete"). Names are in the visitor's language; search takes name, code or dialling code.

import { countryNames } from "../engine/country";
import { asciiDigits } from "../engine/digits";
import { callingCode } from "./numbers";
import type { PickerSetup } from "./phone_contract";
import pickerStyles from "./picker.css";

interface Country {
  region: string;
  name: string;
  english: string;
  code: string;
}

/** Without marks and case: "cote d'ivoire" finds Côte d’Ivoire. */
const folded = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/’/g, "'").toLocaleLowerCase();

export function listCountries(regions: readonly string[], locale: string): Country[] {
  const nameOf = countryNames(locale);
  const englishOf = countryNames("en");
  const collator = new Intl.Collator(locale);
  return regions
    .map((region) => ({ region, name: nameOf(region), english: englishOf(region), code: callingCode(region) }))
    .sort((a, b) => collator.compare(a.name, b.name));
}

/** What begins with the text first, then what has it inside. */
export function findCountries(countries: readonly Country[], text: string): Country[] {
  const wanted = folded(asciiDigits(text).trim());
  if (!wanted) return countries.slice();
  const dialled = wanted.replace(/^(\+|00)/, "");
  const rank = (country: Country): number => {
    const names = [folded(country.name), folded(country.english)];
    if (folded(country.region) === wanted || country.code === dialled) return 0;
    if (names.some((name) => name.startsWith(wanted))) return 1;
    if (/^\d+$/.test(dialled) && country.code.startsWith(dialled)) return 1;
    return names.some((name) => name.includes(wanted)) ? 2 : 3;
  };
  const ranked = countries.map((country) => ({ country, rank: rank(country) })).filter((each) => each.rank < 3);
  return ranked.sort((a, b) => a.rank - b.rank).map((each) => each.country);
}

const styled = new WeakSet<PickerSetup["addStyles"]>(); // of a panel, while it is there

export function openPicker(setup: PickerSetup): () => void {
  const { panel, texts } = setup;
  if (!styled.has(setup.addStyles)) {
    setup.addStyles(pickerStyles);
    styled.add(setup.addStyles);
  }
  const countries = listCountries(setup.regions, setup.locale);
  const make = <Name extends keyof HTMLElementTagNameMap>(name: Name, className: string, text = "") => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };
  const search = make("input", "");
  const list = make("ul", "");
  const none = make("div", "none", texts.none);
  const picker = make("div", "picker");
  none.setAttribute("role", "status");
  list.id = "countries";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", texts.search);
  list.tabIndex = -1; // Chromium would stop there, since it scrolls
  for (const [name, value] of Object.entries({
    type: "text", role: "combobox", "aria-label": texts.search, placeholder: texts.search, "aria-autocomplete": "list",
    "aria-controls": list.id, autocomplete: "off", spellcheck: "false", enterkeyhint: "done",
  })) search.setAttribute(name, value);

  const ends = new AbortController();
  const { signal } = ends;
  let options: HTMLElement[] = [];
  let active = -1;
  let closed = false;

  const finish = (region: string | null, left = false) => {
    if (closed) return;
    closed = true;
    ends.abort();
    picker.remove();
    setup.done(region, left);
  };
  const activate = (index: number, block: ScrollLogicalPosition = "nearest") => {
    options[active]?.classList.remove("active");
    options[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = options[active];
    option?.classList.add("active");
    option?.setAttribute("aria-selected", "true");
    const { scrollTop } = panel;
    option?.scrollIntoView({ block });
    panel.scrollTop = scrollTop; // the list alone
    if (option) search.setAttribute("aria-activedescendant", option.id);
    else search.removeAttribute("aria-activedescendant");
  };
  const fill = () => {
    const found = findCountries(countries, search.value);
    options = found.map(({ region, name, code }) => {
      const option = make("li", "");
      option.id = "country-" + region;
      option.dataset["region"] = region;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      if (region === setup.chosen) option.setAttribute("aria-current", "true");
      const flag = make("span", "flag");
      flag.append(setup.flag(region));
      flag.setAttribute("aria-hidden", "true");
      option.append(flag, make("span", "country-name", name), " ", make("span", "dial", "+" + code));
      return option;
    });
    list.replaceChildren(...options);
    search.setAttribute("aria-expanded", String(options.length > 0));
    none.hidden = options.length > 0;
    none.textContent = options.length > 0 ? "" : texts.none;
    const chosen = found.findIndex(({ region }) => region === setup.chosen);
    if (search.value) activate(options.length > 0 ? 0 : -1);
    else activate(chosen, "center");
  };

  search.addEventListener("input", fill, { signal });
  search.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const last = options.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: active < last ? active + 1 : 0,
      ArrowUp: active > 0 ? active - 1 : last,
      PageDown: Math.min(active + 8, last),
      PageUp: Math.max(active - 8, 0),
    };
    const move = moves[event.key];
    if (move !== undefined) activate(move);
    else if (event.key === "Enter") {
      const region = options[active]?.dataset["region"];
      if (region) finish(region);
    } else {
      // On from the button, which is the next one's neighbour; the list is nobody's.
      if (event.key === "Tab") finish(null);
      return;
    }
    event.preventDefault();
  }, { signal });
  // Before the panel sees it: Escape closes the list alone.
  picker.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    finish(null);
  }, { signal });
  // Pressing an option leaves the focus in the search.
  list.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
  list.addEventListener("click", (event) => {
    const region = (event.target as Element).closest<HTMLElement>("li")?.dataset["region"];
    if (region) finish(region);
  }, { signal });
  // A press or a focus elsewhere closes it.
  panel.addEventListener("pointerdown", (event) => {
    if (!picker.contains(event.target as Node) && !(event.target as Element).closest?.(".country")) finish(null);
  }, { signal });
  picker.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !picker.contains(event.relatedTarget as Node)) finish(null, true);
  }, { signal });
  // In a low window the panel scrolls, and its foot with it.
  const follow = () => (picker.style.marginBottom = -panel.scrollTop + "px");
  panel.addEventListener("scroll", follow, { signal });

  picker.append(search, list, none);
  panel.append(picker);
  follow();
  fill();
  setup.flags.then(() => {
    for (const option of options) (option.firstChild as HTMLElement).replaceChildren(setup.flag(option.dataset["region"]!));
  });
  search.focus({ preventScroll: true });
  return () => finish(null);
}
