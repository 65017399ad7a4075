/** How much an observation speaks against the message. `good` speaks for it. */
export type Weight = 'good' | 'info' | 'low' | 'medium' | 'high';

/**
 * One thing that the analysis noticed. The sentence is ours and holds nothing of the message; what the message says stands
 * in `shown`, raw: whoever shows it passes it through `Untrusted`.
 */
export interface Observation {
  /** Stable, kebab-case: 'link-text-differs', 'name-holds-address'. */
  readonly code: string;
  readonly weight: Weight;
  readonly sentence: string;
  readonly shown: readonly string[];
}

/** One header field, explained. `value` is raw. */
export interface ExplainedField {
  /** 'Authentication-Results', 'X-Forefront-Antispam-Report' … */
  readonly header: string;
  /** The key within the header: 'SFV', 'compauth'; '' when the header is one value. */
  readonly key: string;
  readonly value: string;
  /** Plain words of our own; '' for an internal field that Microsoft does not explain. */
  readonly sentence: string;
  /** False when the parser does not know the key or the value. */
  readonly understood: boolean;
}

/** One step of the Received path, oldest first. Raw texts. */
export interface Hop {
  readonly from?: string | undefined;
  readonly by?: string | undefined;
  readonly address?: string | undefined;
  readonly at?: string | undefined;
  /** Since the step before, in seconds; undefined where a time is missing. May be negative when clocks differ. */
  readonly delaySeconds?: number | undefined;
}

/** The values that reports have columns for, as of delivery. Raw, undefined where the message has none. */
export interface HeaderValues {
  readonly spf?: string | undefined;
  /** All results, joined with ' | ' when there are several. */
  readonly dkim?: string | undefined;
  readonly dmarc?: string | undefined;
  readonly compauth?: string | undefined;
  /** Three digits. */
  readonly compauthReason?: string | undefined;
  readonly pcl?: number | undefined;
  readonly bcl?: number | undefined;
  readonly scl?: number | undefined;
  readonly country?: string | undefined;
  readonly sfv?: string | undefined;
  readonly srv?: string | undefined;
  readonly cat?: string | undefined;
  readonly ptr?: string | undefined;
  readonly helo?: string | undefined;
  /** Undefined for 255.255.255.255, an internal submission. */
  readonly connectingIp?: string | undefined;
  readonly ipv?: string | undefined;
  readonly direction?: string | undefined;
  /** 'I' inbox, 'J' junk, 'C' another folder: where it was delivered first. */
  readonly deliveredTo?: string | undefined;
  readonly networkMessageId?: string | undefined;
  readonly internetMessageId?: string | undefined;
}

export interface HeaderReport {
  readonly values: HeaderValues;
  readonly fields: readonly ExplainedField[];
  /** Results of other hops (ARC, Original, Untrusted): never merged with ours. */
  readonly otherHops: readonly ExplainedField[];
  readonly path: readonly Hop[];
  /** X-Microsoft-Antispam-ZAP-Message-Info is there. Its value is opaque. */
  readonly zapped: boolean;
  /** compauth reason 010 or 6xx: the From domain is one of the tenant's own, and it is not theirs. */
  readonly spoofsOwnDomain: boolean;
  readonly observations: readonly Observation[];
}

/** The addresses a message shows. Raw texts; addresses in lower case. */
export interface MailPeople {
  readonly fromName: string;
  readonly fromAddress: string;
  readonly replyTo: readonly string[];
  readonly returnPath?: string | undefined;
  readonly subject: string;
}

export interface AnalysedLink {
  /** As the message has it, unwrapped; raw. */
  readonly target: string;
  /** Lower-case ASCII host, '' when there is none. */
  readonly host: string;
  /** Registrable domain, '' when there is none. */
  readonly domain: string;
  /** What the reader sees; raw. */
  readonly text: string;
  /** Which services it was wrapped by, outermost first: 'Safe Links', 'Proofpoint' … */
  readonly wrappedBy: readonly string[];
  readonly where: 'html' | 'text' | 'form' | 'listed';
  readonly observations: readonly Observation[];
}

export interface MessageAnalysis {
  readonly headers: HeaderReport;
  readonly people: MailPeople;
  readonly names: readonly Observation[];
  readonly links: readonly AnalysedLink[];
  /** Links beyond the limit that were not looked at. */
  readonly linksLeftOut: number;
  readonly attachments: readonly {
    readonly name: string;
    readonly sha256?: string | undefined;
    readonly observations: readonly Observation[];
  }[];
  readonly verdict: Verdict;
}

/** The short line of the card, in our own words. */
export interface Verdict {
  readonly level: 'dangerous' | 'suspicious' | 'unremarkable' | 'not-judged';
  readonly line: string;
  /** Sentences of the observations that it rests on, heaviest first, at most five. */
  readonly reasons: readonly string[];
}
