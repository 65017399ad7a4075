declare const brand: unique symbol;

/** A string that has been checked: it can be read as a string, but a plain string can't stand in for it. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
