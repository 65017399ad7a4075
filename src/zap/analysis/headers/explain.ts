import type { ExplainedField } from '../report.js';

/** A value in plain words; '' for one that only Microsoft understands; undefined for one that we don't know. */
export type Explain = (value: string) => string | undefined;

/** Keys of one header and what their values say. Found in any case, written as here. */
export type Glossary = ReadonlyMap<string, { readonly key: string; readonly explain: Explain }>;

const empty = 'Holds no value.';

/** One sentence per value, found in any case. */
export function byWord(table: Readonly<Record<string, string>>): Explain {
  const sentences = new Map(
    Object.entries(table).map(([word, text]) => [word.toLowerCase(), text]),
  );
  return (value) => sentences.get(value.toLowerCase());
}

/** The same sentence for every value. */
export function always(sentence: string): Explain {
  return () => sentence;
}

/** The sentence where the value has the right form. */
export function where(fits: (value: string) => boolean, sentence: string): Explain {
  return (value) => (fits(value) ? sentence : undefined);
}

/** Known, but its meaning is Microsoft's own. */
export const internal: Explain = () => '';

export function glossary(table: Readonly<Record<string, Explain>>): Glossary {
  return new Map(
    Object.entries(table).map(([key, explain]) => [key.toLowerCase(), { key, explain }]),
  );
}

/** A key and its value, explained as far as the glossary knows them. */
export function explained(
  header: string,
  key: string,
  value: string,
  words: Glossary,
): ExplainedField {
  const known = words.get(key.toLowerCase());
  const sentence = value === '' ? known && empty : known?.explain(value);
  return {
    header,
    key: known?.key ?? key,
    value,
    sentence: sentence ?? '',
    understood: sentence !== undefined,
  };
}

/** A header that is one value. */
export function explainedValue(header: string, value: string, explain: Explain): ExplainedField {
  const sentence = value === '' ? empty : explain(value);
  return { header, key: '', value, sentence: sentence ?? '', understood: sentence !== undefined };
}
