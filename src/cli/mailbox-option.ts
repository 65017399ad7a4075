import { isGuid } from '../tenants/tenant.js';
import { UsageError } from './exit-code.js';

/** Only what an SMTP address in a cmdlet may hold: no wildcard, quote or space. */
const addressForm = /^[A-Za-z0-9.!#$%&'+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}$/;

/** @throws UsageError for what is no SMTP address. */
export function checkAddress(mailbox: string | undefined): void {
  if (mailbox === undefined || addressForm.test(mailbox)) return;
  throw new UsageError('--mailbox: expected an SMTP address.');
}

/** @throws UsageError for what is neither an address nor an ExchangeGuid. */
export function checkMailbox(mailbox: string | undefined): void {
  if (mailbox === undefined || addressForm.test(mailbox) || isGuid(mailbox)) return;
  throw new UsageError('--mailbox: expected an SMTP address, or the ExchangeGuid of a mailbox.');
}
