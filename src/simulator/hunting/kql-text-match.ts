/** How a string operator compares: text and wanted text, neither empty of meaning nor of case yet. */
type TextTest = (text: string, wanted: string) => boolean;

const insensitive =
  (test: TextTest): TextTest =>
  (text, wanted) =>
    test(text.toLowerCase(), wanted.toLowerCase());

/** The operators on strings; `!` before a name negates it. Only == and != look at case. */
export const TEXT_TESTS: Readonly<Record<string, TextTest>> = {
  '=~': insensitive((text, wanted) => text === wanted),
  has: insensitive(hasTerm),
  contains: insensitive((text, wanted) => text.includes(wanted)),
  startswith: insensitive((text, wanted) => text.startsWith(wanted)),
  endswith: insensitive((text, wanted) => text.endsWith(wanted)),
};

/**
 * True when the text holds the wanted one as whole terms: no letter or digit continues it on either side. Microsoft
 * Learn: "What is a term?" (Kusto string operators). An empty text is in every one.
 */
function hasTerm(text: string, wanted: string): boolean {
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    if (isEdge(text, at) && isEdge(text, at + wanted.length)) return true;
    if (wanted === '') return false;
  }
  return false;
}

/** True when position `at` doesn't stand inside a term. */
function isEdge(text: string, at: number): boolean {
  return !(isTermCharacter(text.charAt(at - 1)) && isTermCharacter(text.charAt(at)));
}

function isTermCharacter(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}
