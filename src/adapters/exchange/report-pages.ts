import type { Row } from './command-answer.js';
import type { ParameterValue } from './command-call.js';
import type { ExchangeCommands } from './exchange-commands.js';

export interface ReportRows {
  readonly rows: readonly Row[];
  /** True when the pages did not end before `mostPages`. */
  readonly truncated: boolean;
}

/**
 * All rows of a cmdlet with Page and PageSize, until a page is not full. Such a cmdlet never says that there is another
 * page, so a caller that asks for one alone loses the rest without noticing.
 */
export async function reportPages(
  commands: ExchangeCommands,
  cmdlet: string,
  parameters: Readonly<Record<string, ParameterValue>>,
  pages: { readonly size: number; readonly most: number },
): Promise<ReportRows> {
  const rows: Row[] = [];
  for (let page = 1; page <= pages.most; page += 1) {
    const found = await commands.invoke(
      cmdlet,
      { ...parameters, PageSize: pages.size, Page: page },
      { idempotent: true },
    );
    for (const row of found) rows.push(row);
    if (found.length < pages.size) return { rows, truncated: false };
  }
  return { rows, truncated: true };
}
