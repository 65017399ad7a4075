import { delay } from '../delay.js';

/** Microsoft Learn: "Microsoft Graph service-specific throttling limits", Outlook: four concurrent requests per app and mailbox. */
const MOST_AT_A_TIME = 4;
/** A call takes this long inside the mailbox, so that calls sent together really overlap. */
const WORK_MS = 3;

/** Counts the calls under way in each mailbox. */
export class MailboxGate {
  readonly #underWay = new Map<string, number>();
  readonly #latencyMs: number;

  /** Answers leave `latencyMs` after the work, and are under way until then. */
  constructor(latencyMs: number) {
    this.#latencyMs = latencyMs;
  }

  /** The result of the work; undefined when the mailbox is full. */
  async pass<T>(mailbox: string, work: () => Promise<T>): Promise<T | undefined> {
    const before = this.#underWay.get(mailbox) ?? 0;
    if (before >= MOST_AT_A_TIME) return undefined;
    this.#underWay.set(mailbox, before + 1);
    try {
      const result = await work();
      await delay(WORK_MS, new AbortController().signal);
      return result;
    } finally {
      if (this.#latencyMs === 0) this.#leave(mailbox);
      else setTimeout(this.#leave.bind(this), this.#latencyMs, mailbox).unref();
    }
  }

  #leave(mailbox: string): void {
    const now = (this.#underWay.get(mailbox) ?? 1) - 1;
    if (now === 0) this.#underWay.delete(mailbox);
    else this.#underWay.set(mailbox, now);
  }
}
