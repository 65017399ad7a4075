/** The body as JSON, wrapped because `null` is JSON too; undefined when it is none. */
export function parseJsonBody(body: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(body.toString('utf8')) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
