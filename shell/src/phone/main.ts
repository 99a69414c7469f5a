// ringback-phone.js: numbering plans and the country list, loaded when a phone input nears.

export { callingCode, format, moveTo, parse, regions } from "./numbers";
export { openPicker } from "./picker";
