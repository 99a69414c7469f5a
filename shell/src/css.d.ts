// shell/build.mjs gives a style sheet's minified text.
declare module "*.css" {
  const text: string;
  export default text;
}
// Locales that dist/locales has (shell/build.mjs).
declare const RINGBACK_LOCALES: string[];
declare module "ringback-engine-core" {
  const factory: (settings: Record<string, unknown>) => Promise<Record<string, any>>;
  export default factory;
}
