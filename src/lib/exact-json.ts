/**
 * JSON text that reads back equal, or no text at all: JSON.stringify turns NaN into null, drops functions, and calls
 * toJSON, each without a word. Properties that are undefined count as absent.
 *
 * @throws TypeError for anything else that JSON can't hold: NaN, infinities, bigint, undefined in a list, class instances.
 */
export function exactJson(value: unknown): string {
  refuseInexact(value, '$');
  return JSON.stringify(value);
}

/** `exactJson` in ASCII only: nothing on the way can normalise it, cut a surrogate pair, or see a line separator in it. */
export function exactAsciiJson(value: unknown): string {
  return exactJson(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function refuseInexact(value: unknown, path: string): void {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return;
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${path} is a number that JSON can't hold.`);
      return;
    case 'object':
      refuseInexactObject(value, path);
      return;
    default:
      throw new TypeError(`${path} is of type ${typeof value}, which JSON can't hold.`);
  }
}

function refuseInexactObject(value: object | null, path: string): void {
  if (value === null) return;
  if (Array.isArray(value)) {
    // By index: forEach would skip the holes that JSON.stringify writes as null.
    for (let i = 0; i < value.length; i += 1) refuseInexact(value[i], `${path}[${i}]`);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`${path} is a class instance, which JSON can't hold.`);
  }
  if (Object.hasOwn(value, 'toJSON')) throw new TypeError(`${path} brings its own toJSON.`);
  for (const item of Object.values(value)) {
    if (item !== undefined) refuseInexact(item, `${path}.*`);
  }
}
