import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A template that was parsed once and can be expanded again and again. */
export interface Template {
  expand(context: { readonly $root: object }): unknown;
}

interface Templating {
  readonly Template: new (payload: object) => Template;
  /** The library's only hook; it is global, and unset it prints '${field}' into the card. */
  readonly GlobalSettings: {
    getUndefinedFieldValueSubstitutionString?: (path: string) => string | undefined;
  };
}

/**
 * adaptivecards-templating, with the part of its types that is used here: the package's own declarations import the
 * TypeScript sources of another package, which don't compile under strict settings.
 */
export const templating = require('adaptivecards-templating') as Templating;
