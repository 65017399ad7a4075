import type { z } from 'zod';
import { ContractError } from './errors.js';
import type { Json } from './json.js';

/** Reads a stored value back. ContractError with `message` (and the path, never the value) when it has another shape. */
export function parseStored<S extends z.ZodType>(
  schema: S,
  json: unknown,
  message: string,
): z.infer<S> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new ContractError(message, {
    service: 'store',
    path: result.error.issues.map((issue) => issue.path.join('.')).join(', '),
  });
}

/** A value as it is stored: the same without undefined, so that reading back gives an equal value. */
export function storedForm(value: object): Readonly<Record<string, Json>> {
  return JSON.parse(JSON.stringify(value)) as Readonly<Record<string, Json>>;
}
