/** A link as the message writes it, before anything is made of it. */
export interface RawLink {
  readonly href: string;
  /** What the reader sees; not yet cleaned of wrapped links and recipients. */
  readonly text: string;
  readonly where: 'html' | 'text' | 'form' | 'listed';
  /** What a wrapper says the link was before. Anybody can write it. */
  readonly original?: string | undefined;
  /** True for a refresh, which leads on without a click. */
  readonly refresh?: boolean | undefined;
}

/** Links and what could not be looked at any more. */
export interface RawLinks {
  readonly links: readonly RawLink[];
  /** True when the body was longer than what is read. */
  readonly cut: boolean;
}

/** A link longer than this is cut; the longest honest ones are wrapped several times and stay below. */
export const longestHref = 8_000;
/** What is kept of a link's text while it is read. A wrapped link in it must be whole, to be replaced. */
export const longestText = 4_000;
/** Links of one body that are read at all. */
export const mostRawLinks = 10_000;
