// The numbering plans that ship: Google's, as libphonenumber-js has them, cut down to what a number for SMS needs, which
// is what keeps ringback-phone.js small: two kinds of number, and no table that can be made from the rest. Run by
// shell/build.mjs.

const at = { callingCode: 0, leadingDigits: 10, types: 11 }; // places in a region's array, metadata version 4
const kinds = { fixedLine: 0, mobile: 1, personalNumber: 4, voip: 8 }; // places in its types

/** One pattern for what is a landline, one for what takes an SMS. (They know their lengths by themselves.) */
function slimTypes(plan) {
  // In North America fixed lines and mobiles look alike; territories that are known by their leading digits need no
  // pattern (numbers.ts judges those numbers by itself).
  if (plan[at.callingCode] === "1" && plan[at.leadingDigits]) return 0;
  const pattern = (kind) => plan[at.types]?.[kind]?.[0];
  const joined = (...patterns) => (patterns.some(Boolean) ? [patterns.filter(Boolean).join("|")] : 0);
  const others = [pattern(kinds.personalNumber), pattern(kinds.voip)];
  // An empty pattern of mobiles: they look like fixed lines.
  if (pattern(kinds.mobile) === "") return [joined(pattern(kinds.fixedLine), ...others), [""]];
  return [joined(pattern(kinds.fixedLine)), joined(pattern(kinds.mobile), ...others)];
}

function slimMetadata(full) {
  if (full.version !== 4) throw new Error(`libphonenumber-js metadata version ${full.version}: look at its layout again`);
  // The first region of a calling code is its main one.
  const shared = Object.values(full.country_calling_codes).filter((regions) => regions.length > 1);
  const countries = {};
  for (const region of [...shared.map(([main]) => main), ...Object.keys(full.countries).sort()]) {
    countries[region] = full.countries[region].slice();
    countries[region][at.types] = slimTypes(full.countries[region]);
  }
  // Satellite phones and international toll-free numbers belong to no country that one could pick.
  return { version: full.version, countries, nonGeographic: {} };
}

/** The regions of each calling code, its main one first. Its text runs in the browser too. */
function callingCodes(countries) {
  const codes = {};
  for (const [region, [code]] of Object.entries(countries)) (codes[code] = codes[code] || []).push(region);
  return codes;
}

/** The source of a module whose default export is the metadata. `full`: libphonenumber-js's metadata.max.json. */
export function metadataModule(full) {
  const slim = slimMetadata(full);
  const codes = callingCodes(slim.countries);
  for (const [code, regions] of Object.entries(full.country_calling_codes)) {
    if (String(regions) !== String(codes[code])) throw new Error(`The regions of +${code} are in an unknown order: ${regions}`);
  }
  return `${callingCodes}
const metadata = ${JSON.stringify(slim)};
metadata.country_calling_codes = callingCodes(metadata.countries);
export default metadata;`;
}
