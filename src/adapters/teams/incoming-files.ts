import { z } from 'zod';
import { Untrusted } from '../../lib/untrusted.js';

/** A file that a person sent to the bot. Nothing of it has been fetched. */
export interface IncomingFile {
  readonly name: Untrusted;
  /** Pre-authorised for a few minutes: a secret, never logged. */
  readonly downloadUrl: string;
}

const mostFiles = 10;

const downloadInfo = z.object({
  contentType: z.literal('application/vnd.microsoft.teams.file.download.info'),
  name: z.string().max(1000).default(''),
  content: z.object({ downloadUrl: z.string().min(1).max(4000) }),
});

/**
 * The files among a message's attachments. Teams hands files to a bot in personal chat only, as an address of the sender's
 * OneDrive (Microsoft Learn: "Send and receive files using bot"). Other attachments are left alone.
 */
export function filesIn(attachments: readonly unknown[]): readonly IncomingFile[] {
  return attachments.slice(0, mostFiles).flatMap((attachment) => {
    const parsed = downloadInfo.safeParse(attachment);
    if (!parsed.success) return [];
    const { name, content } = parsed.data;
    return [{ name: Untrusted.of(name), downloadUrl: content.downloadUrl }];
  });
}
