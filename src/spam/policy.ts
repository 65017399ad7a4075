/**
 * What deserves attention. Each number with its reason; the defaults are for a company of some hundred people, and may be
 * changed by settings where a tenant is different.
 */
export interface SpamPolicy {
  /** Addresses of people worth attacking, lower case: shown whatever they got. */
  readonly vips: ReadonlySet<string>;
  /**
   * Own addresses that send mailings on purpose, lower case: no card for volume, hours or bulk. Malware, phishing and a
   * block by Microsoft are told of them too.
   */
  readonly mailingAddresses: ReadonlySet<string>;
  /** Below this no hour counts as a burst: a person who answers a mailing list reaches some dozens. */
  readonly burstFloor: number;
  /** Times the person's own busiest hour before. Payroll and invitations double an hour; a script multiplies it. */
  readonly burstFactor: number;
  /** Messages at hours at which the person never sent before; fewer are a late evening. */
  readonly oddHoursFloor: number;
  /** Local hours that count as night where nothing is known of the person. */
  readonly nightHours: ReadonlySet<number>;
  /** Phishing from a person of our own: people forward a bait or two to the help desk, an attacker writes to many. */
  readonly phishMessages: number;
  readonly phishRecipients: number;
  /** Spam verdicts; a few false ones happen to everybody. */
  readonly spamMessages: number;
  /** Recipients written to for the first time, or at all where it is not known to whom the person wrote before. */
  readonly manyRecipients: number;
  /** Messages of one subject shape that are a mailing, and their share of all. */
  readonly mailingMessages: number;
  readonly mailingShare: number;
  /** Days before on which the same mailing was seen: then it is a habit. */
  readonly mailingDaysBefore: number;
  /** BCL of mail that many complain about (Microsoft Learn, "Bulk complaint level values": 8 and 9 are high). */
  readonly highBcl: number;
  /** Points by which the likeliest cause must lead, and that it must have; otherwise the cause is unclear. */
  readonly causeLead: number;
  readonly causeFloor: number;
  /** Dangerous mail to one person, from so many different domains: chance hits come from one. */
  readonly manyOnOneMessages: number;
  readonly manyOnOneDomains: number;
  /** A mailing to so few is made for them. */
  readonly tailoredRecipients: number;
  readonly spearMessages: number;
  readonly spearDomains: number;
  /**
   * How probable it may be at most, over all people, that so much of the tailored mail hit one person by chance. Of a
   * thousand stray baits some person gets three.
   */
  readonly spearProbability: number;
  /** People whom one domain sent dangerous mail. */
  readonly oneOnManyTargets: number;
  /** Quiet hours after which the next burst is a new event: a weekend is 62 hours of silence. */
  readonly episodeGapHours: number;
}

export const defaultSpamPolicy: SpamPolicy = {
  vips: new Set(),
  mailingAddresses: new Set(),
  burstFloor: 100,
  burstFactor: 5,
  oddHoursFloor: 50,
  nightHours: new Set([22, 23, 0, 1, 2, 3, 4, 5]),
  phishMessages: 5,
  phishRecipients: 3,
  spamMessages: 20,
  manyRecipients: 100,
  mailingMessages: 50,
  mailingShare: 0.8,
  mailingDaysBefore: 1,
  highBcl: 8,
  causeLead: 2,
  causeFloor: 3,
  manyOnOneMessages: 5,
  manyOnOneDomains: 3,
  tailoredRecipients: 3,
  spearMessages: 3,
  spearDomains: 2,
  spearProbability: 0.01,
  oneOnManyTargets: 10,
  episodeGapHours: 72,
};
