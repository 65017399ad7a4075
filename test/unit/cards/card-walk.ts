/** Every object of a drawn card, with the path to it; action data and host hints are not part of the layout. */
export function* elements(
  node: unknown,
  path = '$',
): Generator<readonly [string, Record<string, unknown>]> {
  if (Array.isArray(node)) {
    for (const [index, item] of node.entries()) yield* elements(item, `${path}[${index}]`);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  yield [path, node as Record<string, unknown>];
  for (const [key, value] of Object.entries(node)) yield* elements(value, `${path}.${key}`);
}

/** Every text in a card, with the type of the element it stands in and its member name. */
export function* texts(
  card: unknown,
): Generator<{ readonly type: string; readonly key: string; readonly text: string }> {
  for (const [, node] of elements(card)) {
    for (const [key, value] of Object.entries(node)) {
      const type = typeof node['type'] === 'string' ? node['type'] : '';
      if (typeof value === 'string') yield { type, key, text: value };
    }
  }
}
