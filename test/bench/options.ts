import { Command, InvalidArgumentError } from 'commander';

export interface BenchOptions {
  /** Numbers of tenants to scan, each a run of its own. */
  readonly tenants: readonly number[];
  /** In each tenant. */
  readonly mailboxes: number;
  /** Added to every answer of the simulator, in milliseconds. */
  readonly latency: number;
  /** The usual way is measured up to this many tenants. */
  readonly usualUpTo: number;
  /** Tenants of the section on the whole service. */
  readonly serviceTenants: number;
  /** CPU time spent on each throughput figure, in milliseconds. */
  readonly throughputMs: number;
}

interface Given {
  readonly tenants?: readonly number[];
  readonly mailboxes: number;
  readonly latency: number;
  readonly usualUpTo: number;
  readonly quick: boolean;
}

/** Reads the flags; prints help or the mistake, and ends the process, when there is nothing to measure. */
export function readOptions(args: readonly string[]): BenchOptions {
  const given = new Command('bench')
    .description('What a scan costs, against the bound and against the usual way of doing it.')
    .option('--tenants <list>', 'numbers of tenants to scan, such as 1,10,100', wholeNumbers)
    .option('--mailboxes <number>', 'mailboxes in each tenant', wholeNumber, 1000)
    .option('--latency <ms>', 'latency of every answer', wholeNumber, 100)
    .option(
      '--usual-up-to <tenants>',
      'measure the usual way up to so many tenants',
      wholeNumber,
      100,
    )
    .option('--quick', 'smaller sizes: to see that it runs, not to quote figures', false)
    .parse(args, { from: 'user' })
    .opts<Given>();
  const { mailboxes, latency, usualUpTo, quick } = given;
  return {
    tenants: given.tenants ?? (quick ? [1, 10] : [1, 10, 100]),
    mailboxes,
    latency,
    usualUpTo: quick ? Math.min(usualUpTo, 1) : usualUpTo,
    serviceTenants: quick ? 2 : 10,
    throughputMs: quick ? 200 : 1500,
  };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

function wholeNumbers(text: string): number[] {
  const numbers = text.split(',').map(wholeNumber);
  if (numbers.includes(0)) throw new InvalidArgumentError('Expected numbers above 0.');
  return numbers;
}
