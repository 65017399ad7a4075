import type { Actor } from '../../alerts/actor.js';
import type { CardContent } from '../../alerts/card-content.js';
import type { Secret } from '../../lib/secret.js';
import type { SafeText } from '../../lib/untrusted.js';
import type { IncomingFile } from './incoming-files.js';
import type { CardVerb, PressTarget } from './press-data.js';
import type { TeamsPlace } from './place.js';

/** What somebody wrote to the bot. */
export interface IncomingCommand {
  /** Without the mention of the bot, on one line, at most 500 characters. Written by a person: not to be shown unsanitised. */
  readonly text: string;
  /** The same with its lines, for what people paste; at most 60,000 characters. */
  readonly raw: string;
  /** In personal chat only. */
  readonly files: readonly IncomingFile[];
  readonly actor: Actor;
  readonly place: TeamsPlace;
  readonly conversationId: string;
  readonly activityId: string;
  readonly replyToId?: string | undefined;
}

/** A press on a card's button. Everything but the actor and the place is the client's word. */
export interface CardPress {
  readonly verb: CardVerb;
  readonly target: PressTarget;
  /** What was typed or chosen, by input id without its prefix 'in_'. At most 500 characters each. */
  readonly inputs: ReadonlyMap<string, string>;
  readonly actor: Actor;
  readonly place: TeamsPlace;
  readonly conversationId: string;
  /** The message that holds the card, if the client said so. */
  readonly messageId?: string | undefined;
  readonly activityId: string;
  readonly trigger: 'manual' | 'automatic';
  readonly serviceUrl: string;
}

/** Where an accepted file goes, as Teams says it. */
export interface UploadPlace {
  /** Pre-authorised for some minutes: whoever has it may write the file. Never logged. */
  readonly uploadUrl: Secret;
  /** Where the file will be. */
  readonly contentUrl: string;
  /** Teams' own name of it: another one when a file of the offered name was there already. */
  readonly name: string;
  readonly uniqueId: string;
  readonly fileType: string;
}

/** What a person said to the offer of a file. Everything but the actor and the place is the client's word. */
export interface FileAnswer {
  readonly answer:
    { readonly kind: 'accepted'; readonly upload: UploadPlace } | { readonly kind: 'declined' };
  readonly offerId: string;
  readonly actor: Actor;
  readonly place: TeamsPlace;
  /** The message that holds the offer, if the client said so. */
  readonly messageId?: string | undefined;
  readonly activityId: string;
}

/** Shown to the presser only: a card in place of the pressed one, or a short text. */
export type PressAnswer =
  | { readonly kind: 'card'; readonly card: CardContent }
  | { readonly kind: 'message'; readonly text: SafeText };

/**
 * What the service does with authenticated, parsed activities. Teams sends an activity again when it waits too long, so
 * every handler has to bear a repetition with the same activity id. A rejection is logged by its code.
 */
export interface TeamsHandlers {
  message(command: IncomingCommand): Promise<void>;
  press(press: CardPress): Promise<PressAnswer>;
  /** The invoke is answered when it resolves; Teams shows an error, and the offer again, when it rejects. */
  fileAnswer(answer: FileAnswer): Promise<void>;
  /** Comes more than once for one installation. */
  installed(place: TeamsPlace, by?: Actor): Promise<void>;
  removed(place: TeamsPlace): Promise<void>;
}
