import assert from 'node:assert/strict';
import { huntingJson } from '../../../src/simulator/hunting/hunting-json.js';
import { huntingTables } from '../../../src/simulator/hunting/hunting-tables.js';
import { KqlError } from '../../../src/simulator/hunting/kql-error.js';
import type { KqlProblem } from '../../../src/simulator/hunting/kql-error.js';
import { runKql } from '../../../src/simulator/hunting/kql-run.js';
import type { TenantMail } from '../../../src/simulator/mail/mail-record.js';
import { mailOf, message, NOW } from './sample-mail.js';

export type ResultRow = Readonly<Record<string, unknown>>;

/** The rows of an answer as a caller of the API reads them. */
export function ask(query: string, mail: TenantMail = mailOf([message()])): readonly ResultRow[] {
  const stretch = { from: NOW - 30 * 86_400_000, to: NOW };
  const text = huntingJson(runKql(query, huntingTables(mail, stretch), NOW), 'lower');
  return (JSON.parse(text) as { results: ResultRow[] }).results;
}

/** The value of one scalar expression, over a table of one row. */
export function value(expression: string): unknown {
  const rows = ask(`EmailEvents | take 1 | project Value = ${expression}`);
  assert.equal(rows.length, 1);
  return rows[0]?.['Value'];
}

/** Whether a row of the sample message passes the condition. */
export function holds(condition: string): boolean {
  return ask(`EmailEvents | where ${condition}`).length > 0;
}

/** What is wrong with the query; undefined when it runs. */
export function problemOf(
  query: string,
  mail: TenantMail = mailOf([message()]),
): KqlProblem | undefined {
  try {
    ask(query, mail);
    return undefined;
  } catch (error) {
    if (error instanceof KqlError) return error.problem;
    throw error;
  }
}
