/** How a list is written: for a person, for a spreadsheet, for a program. */
export const formats = ['table', 'csv', 'json'] as const;
export type Format = (typeof formats)[number];
