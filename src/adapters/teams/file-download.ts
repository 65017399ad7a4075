import type { Clock } from '../../lib/clock.js';
import { TransportError } from '../../lib/errors.js';
import { fetchSender } from '../../lib/http/fetch-sender.js';
import type { Send } from '../../lib/http/message.js';
import { isFileUrl, type ChannelTrust } from './channel-trust.js';
import type { IncomingFile } from './incoming-files.js';

export type DownloadedFile =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly code: 'file.host' | 'file.too-large' | 'file.gone' }
  | { readonly kind: 'failed'; readonly code: string };

/** Larger than any message that is worth a look: Exchange Online takes 150 MB, phishing mail has some hundred KB. */
export const largestFileBytes = 10 * 1024 * 1024;

/**
 * Fetches a file that a person sent, from Teams' own hosts only. No token goes along, no redirect is followed, and what is
 * larger than `largestFileBytes` is not read to its end.
 */
export function fileDownload(
  trust: ChannelTrust,
  clock: Clock,
  send: Send = fetchSender({ service: 'file', clock, maxBodyBytes: largestFileBytes }),
): (file: IncomingFile) => Promise<DownloadedFile> {
  return async ({ downloadUrl }) => {
    if (!isFileUrl(downloadUrl, trust)) return { kind: 'refused', code: 'file.host' };
    try {
      const request = { method: 'GET', url: downloadUrl, headers: {}, idempotent: true } as const;
      const { status, body } = await send(request);
      if (status === 404 || status === 410) return { kind: 'refused', code: 'file.gone' };
      if (status !== 200) return { kind: 'failed', code: `file.${status}` };
      return body.kind === 'bytes'
        ? { kind: 'bytes', bytes: body.bytes }
        : { kind: 'refused', code: 'file.too-large' };
    } catch (error) {
      if (error instanceof TransportError) return { kind: 'failed', code: error.code };
      throw error;
    }
  };
}
