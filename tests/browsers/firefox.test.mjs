import { describe } from "node:test";
import { hasFirefox, pageInFirefox } from "./support/firefox.mjs";
import { inForcedColours, modes, walkModes } from "./support/modes.mjs";
import { browserSetting } from "./support/setting.mjs";

const setting = browserSetting(hasFirefox);

describe("in Firefox the whole path is walked", { concurrency: 2, skip: !hasFirefox }, () => {
  walkModes((t, mode) => pageInFirefox(t, setting.display, mode), () => setting.server, 3000, [...modes, inForcedColours]);
});
