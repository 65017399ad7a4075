import type { MessageRefs } from './ports.js';

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** RFC 5322 §2.1.1: no header line is longer. */
const longestId = 998;
const idCharacters = /^[^\s\p{C}<>"]+$/u;

/**
 * Which message a person means: a NetworkMessageId (a GUID, in braces or not) or an InternetMessageId with or without
 * its angle brackets. Undefined for anything else, so that no search ever goes out with an empty id, which quarantine
 * answers with every message it has (Microsoft Learn: Get-QuarantineMessage).
 */
export function parseMessageQuery(text: string): MessageRefs | undefined {
  const plain = text.trim();
  if (plain.length > longestId + 2) return undefined;
  const bare = /^\{(.*)\}$/.exec(plain)?.[1] ?? plain;
  if (guid.test(bare)) return { networkMessageId: bare.toLowerCase() };
  const bracketed = /^<([^<>]*)>$/.exec(plain)?.[1];
  const id = bracketed ?? plain;
  if (!idCharacters.test(id) || (bracketed === undefined && !/[^@]@[^@]/.test(id))) {
    return undefined;
  }
  return { internetMessageId: `<${id}>` };
}
