// The numbering plans that ship: Google's, as libphonenumber-js has them, with the patterns of fixed lines and mobiles
// only (a number for SMS needs no more), which is what keeps ringback-phone.js small. Run by shell/build.mjs.

const shippedTypes = { fixedLine: 0, mobile: 1 };

export function slimMetadata(full) {
  const [leadingDigitsAt, typesAt] = [10, 11]; // places in a region's array, metadata version 4
  if (full.version !== 4) throw new Error(`libphonenumber-js metadata version ${full.version}: look at its layout again`);
  const countries = {};
  for (const [region, plan] of Object.entries(full.countries)) {
    countries[region] = plan.slice();
    const types = plan[typesAt]?.map((pattern, type) => (Object.values(shippedTypes).includes(type) ? pattern : 0));
    // In North America fixed lines and mobiles look alike; territories that are known by their leading digits need no
    // pattern (numbers.ts judges those numbers by itself).
    countries[region][typesAt] = plan[0] === "1" && plan[leadingDigitsAt] ? 0 : types?.slice(0, 2);
  }
  // Satellite phones and international toll-free numbers belong to no country that one could pick.
  return { ...full, countries, nonGeographic: {} };
}
