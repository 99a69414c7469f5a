// Countries without metadata: which one is likely, its name and its flag.

/** The first region that the visitor's languages name or suggest ("pt" → BR), if the flow takes it. */
export function likelyRegion(languages: readonly string[], allowed: readonly string[]): string {
  const regions = languages.flatMap((language) => {
    try {
      const tag = new Intl.Locale(language);
      return [tag.region ?? tag.maximize().region ?? ""];
    } catch {
      return [];
    }
  });
  const takes = (region: string) => /^[A-Z]{2}$/.test(region) && (allowed.length === 0 || allowed.includes(region));
  return regions.find(takes) ?? allowed[0] ?? "US";
}

export function countryNames(locale: string): (region: string) => string {
  let names: Intl.DisplayNames | undefined;
  try {
    names = new Intl.DisplayNames([locale, "en"], { type: "region" });
  } catch {
    // no names for this locale: codes
  }
  return (region) => {
    try {
      return names?.of(region) ?? region;
    } catch {
      return region;
    }
  };
}

/** Regional indicators; Windows has no glyphs for them (but Firefox brings its own), so there the code must do. */
export function flagOf(region: string, userAgent: string): string {
  if (/Windows/.test(userAgent) && !/Firefox/.test(userAgent)) return region;
  return String.fromCodePoint(...[...region].map((letter) => 0x1f1e6 - 65 + letter.charCodeAt(0)));
}
