import type { IncomingHttpHeaders } from 'node:http';

/** What a caller may prefer of messages. */
export interface MessagePreferences {
  readonly immutableIds: boolean;
  readonly unsafeHtml: boolean;
  readonly bodyType: 'html' | 'text';
}

const PREFERENCES: Readonly<Record<string, Partial<MessagePreferences>>> = {
  'idtype="immutableid"': { immutableIds: true },
  'outlook.allow-unsafe-html': { unsafeHtml: true },
  'outlook.body-content-type="text"': { bodyType: 'text' },
  'outlook.body-content-type="html"': { bodyType: 'html' },
};

/** The preferences of a call; the first one that nobody knows, if any. Microsoft Learn: "Get immutable identifiers". */
export function readPreferences(headers: IncomingHttpHeaders): {
  readonly preferences: MessagePreferences;
  readonly unknown: string | undefined;
} {
  const given = headers['prefer'];
  const texts = (typeof given === 'string' ? given.split(',') : [])
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const preferences: MessagePreferences = {
    immutableIds: false,
    unsafeHtml: false,
    bodyType: 'html',
  };
  return {
    preferences: Object.assign(
      preferences,
      ...texts.map((text) => PREFERENCES[text.toLowerCase()] ?? {}),
    ) as MessagePreferences,
    unknown: texts.find((text) => PREFERENCES[text.toLowerCase()] === undefined),
  };
}
