import { UsageError } from './exit-code.js';

/** @throws UsageError for anything but a number of days from 1 to 30. */
export function daysOption(text: string): number {
  const days = Number(text);
  if (/^\d{1,2}$/.test(text) && days >= 1 && days <= 30) return days;
  throw new UsageError('--days: expected a number of days from 1 to 30.');
}
