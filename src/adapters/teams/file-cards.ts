import type { SafeText } from '../../lib/untrusted.js';
import type { OutboundActivity } from './connector.js';
import type { UploadPlace } from './teams-handlers.js';

/** A file that a person is asked to take. */
export interface FileOffer {
  readonly offerId: string;
  /** With its ending; our own characters only. */
  readonly name: string;
  /** One sentence on the card. */
  readonly description: SafeText;
  /** For the person's eyes: the file may become larger or smaller until it is sent. */
  readonly sizeInBytes: number;
}

/**
 * The question whether somebody takes a file. Personal chat only; nothing of the file is in it (Microsoft Learn: "Send and
 * receive files using bot", message requesting permission to upload).
 */
export function offerActivity(offer: FileOffer): OutboundActivity {
  const { offerId, name, description, sizeInBytes } = offer;
  const context = { v: 1, offerId };
  return {
    type: 'message',
    summary: `A file for you: ${name}`,
    attachments: [
      {
        contentType: 'application/vnd.microsoft.teams.card.file.consent',
        name,
        content: { description, sizeInBytes, acceptContext: context, declineContext: context },
      },
    ],
  };
}

/** The file itself, once it lies in the person's OneDrive (the same page, notifying the user about an uploaded file). */
export function fileActivity(file: Omit<UploadPlace, 'uploadUrl'>): OutboundActivity {
  const { name, contentUrl, uniqueId, fileType } = file;
  return {
    type: 'message',
    summary: `Your file is here: ${name}`,
    attachments: [
      {
        contentType: 'application/vnd.microsoft.teams.card.file.info',
        contentUrl,
        name,
        content: { uniqueId, fileType },
      },
    ],
  };
}
