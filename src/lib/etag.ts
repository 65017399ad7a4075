import type { Brand } from './brand.js';

/** The version of a stored row. Only a store makes one; '*' can't be expressed. */
export type Etag = Brand<string, 'Etag'>;
