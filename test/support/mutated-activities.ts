import fc from 'fast-check';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const hostileText = fc.constantFrom(
  '',
  '\u0000',
  '${1+1}',
  '{{DATE(2026-01-01T00:00:00Z)}}',
  '[a](https://evil.example)',
  '\u202egnp.exe',
  '../../etc/passwd',
  "' or 1 eq 1",
  '__proto__',
  'constructor',
  '\ud800',
  '19:demo-security@thread.tacv2;messageid=1',
  'x'.repeat(5000),
);
const leaf: fc.Arbitrary<Json> = fc.oneof(
  hostileText,
  fc.string(),
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.constantFrom(1e308, -0, 2 ** 53),
);
const anyValue: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: leaf },
  { weight: 1, arbitrary: fc.array(leaf, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(fc.oneof(hostileText, fc.string()), leaf, { maxKeys: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 60 }).map(nested) },
);

function nested(depth: number): Json {
  return depth === 0 ? [] : [nested(depth - 1)];
}

/** Where anything stands in a value, also the inner nodes. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    ...(path.length > 0 ? [path] : []),
    ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key])),
  ];
}

function changed(value: unknown, [key, ...rest]: readonly string[], put: Json | undefined): Json {
  if (key === undefined) return put ?? null;
  // An earlier change may have put something else where this one wants to go.
  if (typeof value !== 'object' || value === null) return put ?? null;
  const copy = structuredClone(value) as Record<string, Json>;
  if (rest.length === 0 && put === undefined) {
    return Object.fromEntries(Object.entries(copy).filter(([name]) => name !== key));
  }
  copy[key] = changed(copy[key], rest, put);
  return copy;
}

/** Activities as Teams sends them, with one to three places changed, taken away or added; and some that are nothing at all. */
export function mutatedActivities(templates: readonly object[]): fc.Arbitrary<unknown> {
  const mutated = fc.constantFrom(...templates).chain((template) => {
    const paths = pathsOf(template);
    const change = fc.tuple(
      fc.constantFrom(...paths),
      fc.option(anyValue, { nil: undefined, freq: 5 }),
    );
    return fc
      .array(change, { minLength: 1, maxLength: 3 })
      .map((changes) =>
        changes.reduce<Json>(
          (value, [path, put]) => changed(value, path, put),
          structuredClone(template) as Json,
        ),
      );
  });
  return fc.oneof({ weight: 9, arbitrary: mutated }, { weight: 1, arbitrary: anyValue });
}
