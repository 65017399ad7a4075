import { z } from 'zod';
import type { Ledger } from './ledger.js';

/** Every named fault and what it does, in one sentence. */
export const FAULTS = {
  'throttle-with-retry-after':
    'Answers 429 with Retry-After; a call of the same app and tenant inside the window is refused again and is a violation.',
  'huge-retry-after': 'Answers 429 with a Retry-After of one day.',
  'throttle-without-header': 'Answers 429 without saying how long to wait.',
  'throttle-plain-text':
    'Answers with the plain-text body "You have reached the maximum number of concurrent requests per tenant. …".',
  'transient-400':
    'Answers 400 with one of the codes that mean "try again" (ServerBusyException, TransientException, …), in turn.',
  'errors-inside-200': 'Answers 200 with no rows and the failure in @adminapi.errors.',
  'forbidden-garbage-body': 'Answers 403 with NUL bytes that are labelled gzip.',
  'rbac-missing': 'Answers 403: the cmdlet is not in the role definition of the app.',
  'unauthorized-once': 'Answers 401; once, unless times says otherwise.',
  'server-error-500': 'Answers 500.',
  'server-error-503': 'Answers 503.',
  'server-error-504': 'Answers 504.',
  hang: 'Never answers.',
  slow: 'Answers rightly, but late (milliseconds, default 3000).',
  'reset-before': 'Destroys the connection before anything is done.',
  'reset-after-commit': 'Does the work, then destroys the connection instead of answering.',
  'cut-json': 'Does the work and sends the first half of the JSON as if it were all.',
  'html-with-200': 'Answers 200 with an HTML page, as a proxy or a sign-in page does.',
  'empty-page-with-link': 'Sends an empty page whose next link leads to the rows.',
  'next-link-loop': 'Sends a next link that leads to the same page for ever.',
  'foreign-next-link': 'Sends a next link to another origin; it must not be followed.',
  'duplicate-pages': 'Sends each page twice.',
  'missing-batch-item': 'Leaves one response out of a batch.',
  'wrong-types': 'Sends rows with the right names and the wrong types.',
  'stale-reads':
    'Lets reads after a write return the old values for a while (milliseconds, default 5000).',
  'wrong-tenant-token': 'Hands out a token of another tenant.',
  'remediation-ignored': 'Accepts an order to remediate mail and does nothing.',
  'remediation-partial': 'Accepts an order to remediate mail and does every second message of it.',
} as const;

export type FaultName = keyof typeof FAULTS;

/** Where in the handling of a call a fault strikes. */
export type FaultStage = 'before' | 'after' | 'page' | 'batch' | 'write' | 'token' | 'remediation';

const STAGES: Readonly<Partial<Record<FaultName, FaultStage>>> = {
  'errors-inside-200': 'after',
  slow: 'after',
  'reset-after-commit': 'after',
  'cut-json': 'after',
  'empty-page-with-link': 'page',
  'next-link-loop': 'page',
  'foreign-next-link': 'page',
  'duplicate-pages': 'page',
  'wrong-types': 'page',
  'missing-batch-item': 'batch',
  'stale-reads': 'write',
  'wrong-tenant-token': 'token',
  'remediation-ignored': 'remediation',
  'remediation-partial': 'remediation',
};

const EXCHANGE_ONLY: ReadonlySet<FaultName> = new Set([
  'throttle-plain-text',
  'transient-400',
  'errors-inside-200',
  'forbidden-garbage-body',
  'rbac-missing',
  'stale-reads',
]);

export const faultNames = Object.keys(FAULTS) as [FaultName, ...FaultName[]];

/** A fault as it is ordered. Without `service`: Exchange and Graph, as far as the fault makes sense there. */
export const faultInputSchema = z.strictObject({
  fault: z.enum(faultNames),
  tenantId: z.string().optional(),
  cmdlet: z.string().optional(),
  service: z.string().optional(),
  /** How many calls it hits; absent: until it is cleared. */
  times: z.int().min(1).optional(),
  retryAfterSeconds: z.int().min(0).optional(),
  milliseconds: z.number().min(0).optional(),
  /** HTTP status of `throttle-plain-text`. */
  status: z.int().min(200).max(599).optional(),
});
export type FaultInput = z.input<typeof faultInputSchema>;

export interface ActiveFault extends FaultInput {
  readonly id: number;
  /** Hits so far. */
  readonly hits: number;
}

/** The call that a fault may strike. */
export interface FaultPlace {
  readonly service: string;
  /** Number of the request in the ledger. */
  readonly request: number;
  readonly tenantId?: string | undefined;
  readonly appId?: string | undefined;
  readonly cmdlet?: string | undefined;
}

/** The faults in force. Of several that match, the oldest strikes. */
export class FaultRegistry {
  readonly #ledger: Ledger;
  readonly #active = new Map<number, ActiveFault>();
  #nextId = 1;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** @throws ZodError for an unknown fault or field. */
  add(input: FaultInput): ActiveFault {
    const parsed = faultInputSchema.parse(input);
    const times = parsed.fault === 'unauthorized-once' ? (parsed.times ?? 1) : parsed.times;
    const fault = {
      ...parsed,
      ...(times === undefined ? {} : { times }),
      id: this.#nextId,
      hits: 0,
    };
    this.#active.set(fault.id, fault);
    this.#nextId += 1;
    return fault;
  }

  /** Removes one fault, or all; returns how many. */
  clear(id?: number): number {
    const before = this.#active.size;
    if (id === undefined) this.#active.clear();
    else this.#active.delete(id);
    return before - this.#active.size;
  }

  active(): readonly ActiveFault[] {
    return [...this.#active.values()];
  }

  /** The fault that strikes this call at this stage; it is counted and recorded in the ledger. */
  take(stage: FaultStage, place: FaultPlace): ActiveFault | undefined {
    for (const fault of this.#active.values()) {
      if ((STAGES[fault.fault] ?? 'before') !== stage || !matches(fault, place)) continue;
      return this.#hit(fault, place);
    }
    return undefined;
  }

  #hit(fault: ActiveFault, place: FaultPlace): ActiveFault {
    const struck = { ...fault, hits: fault.hits + 1 };
    if (fault.times !== undefined && struck.hits >= fault.times) this.#active.delete(fault.id);
    else this.#active.set(fault.id, struck);
    const { request, ...where } = place;
    this.#ledger.record({
      kind: 'fault',
      fault: fault.fault,
      request,
      detail: { id: fault.id, ...where },
    });
    return struck;
  }
}

function matches(fault: ActiveFault, place: FaultPlace): boolean {
  return (
    servicesOf(fault).includes(place.service) &&
    (fault.tenantId === undefined || fault.tenantId === place.tenantId) &&
    (fault.cmdlet === undefined || fault.cmdlet === place.cmdlet)
  );
}

function servicesOf(fault: ActiveFault): readonly string[] {
  if (fault.service !== undefined) return [fault.service];
  if (fault.fault === 'wrong-tenant-token') return ['login'];
  return EXCHANGE_ONLY.has(fault.fault) ? ['exchange'] : ['exchange', 'graph'];
}
