import { z } from 'zod';
import type { OutboundActivity } from './activity-schema.js';
import type { CardProblem } from './card-checks.js';

const CONSENT = 'application/vnd.microsoft.teams.card.file.consent';
const INFO = 'application/vnd.microsoft.teams.card.file.info';

/** A file that the bot asks somebody to take. */
export interface FileOffer {
  readonly name: string;
  readonly description: string;
  readonly sizeInBytes: number;
  readonly acceptContext: unknown;
  readonly declineContext: unknown;
}

/** A file that the bot shows to somebody. */
export interface ShownFile {
  readonly name: string;
  readonly contentUrl: string;
  readonly uniqueId: string;
  readonly fileType: string;
}

/** Characters that OneDrive takes in no name, and nothing that leads to another folder. */
const fileName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^(?![. ])[^\p{Cc}"*:<>?/\\|]+$/u);

const context = z.record(z.string(), z.unknown());
const consent = z.strictObject({
  contentType: z.literal(CONSENT),
  name: fileName,
  content: z.strictObject({
    description: z.string(),
    sizeInBytes: z.int().positive(),
    acceptContext: context,
    declineContext: context,
  }),
});
const info = z.strictObject({
  contentType: z.literal(INFO),
  contentUrl: z.url(),
  name: fileName,
  content: z.strictObject({ uniqueId: z.string().min(1), fileType: z.string().min(1) }),
});

/** The offers and files among an activity's attachments (Microsoft Learn: "Send and receive files using bot"). */
export interface FilesInActivity {
  readonly offer?: FileOffer;
  readonly file?: ShownFile;
  readonly problems: readonly CardProblem[];
}

export function filesOf({ attachments }: OutboundActivity): FilesInActivity {
  const all = attachments ?? [];
  const problems: CardProblem[] = [];
  const offers = all.filter(({ contentType }) => contentType === CONSENT);
  const files = all.filter(({ contentType }) => contentType === INFO);
  if (offers.length + files.length > 1) {
    problems.push({ rule: 'file-several', detail: 'one message, one file' });
  }
  const offer = consent.safeParse(offers[0]);
  if (offers.length > 0 && !offer.success) {
    problems.push({ rule: 'file-consent-malformed', detail: z.prettifyError(offer.error) });
  }
  const file = info.safeParse(files[0]);
  if (files.length > 0 && !file.success) {
    problems.push({ rule: 'file-info-malformed', detail: z.prettifyError(file.error) });
  }
  return {
    problems,
    ...(offer.success ? { offer: { name: offer.data.name, ...offer.data.content } } : {}),
    ...(file.success ? { file: shownFile(file.data) } : {}),
  };
}

function shownFile({ name, contentUrl, content }: z.infer<typeof info>): ShownFile {
  return { name, contentUrl, ...content };
}
