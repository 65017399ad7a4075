/**
 * A sender may put as much into headers as a server takes. Beyond these limits nothing is read; none of Exchange Online's
 * own headers comes near them.
 */

/** UTF-16 units of one header's value. */
export const maxValueLength = 32_768;
/** Key and value pairs, or results, of one header. */
export const maxPairs = 200;
/** Headers of the same name. */
export const maxSameName = 200;
/** Headers of a message. Exchange Online refuses a message with more than 256 KB of them. */
export const maxHeaders = 10_000;
