import type { MessageRef } from '../../alerts/alert.js';
import type { PostResult, UpdateResult } from '../../alerts/ports.js';
import type { Clock } from '../../lib/clock.js';
import type { ChannelTrust } from './channel-trust.js';
import type { Connector, ConversationTarget } from './connector.js';
import { fileActivity, offerActivity, type FileOffer } from './file-cards.js';
import { fileUpload, type UploadFile, type UploadOptions } from './file-upload.js';
import { openPersonalChat, type PersonalChat } from './personal-chat.js';
import type { UploadPlace } from './teams-handlers.js';

/** Files for people: asked for, sent, shown. Teams does this in personal chat only. One request per call, but `upload`. */
export interface FileDelivery {
  /** False in clouds in which Teams takes no files from bots. */
  readonly possible: boolean;
  /** The personal chat with a member of the team. */
  openChat(team: ConversationTarget, objectId: string): Promise<PersonalChat>;
  offer(chat: ConversationTarget, offer: FileOffer): Promise<PostResult>;
  /** Takes an offer away, so that nobody answers it again. */
  withdraw(chat: ConversationTarget, message: MessageRef): Promise<UpdateResult>;
  readonly upload: UploadFile;
  show(chat: ConversationTarget, file: Omit<UploadPlace, 'uploadUrl'>): Promise<PostResult>;
}

export function fileDelivery(
  connector: Connector,
  trust: ChannelTrust,
  clock: Clock,
  options: UploadOptions = {},
): FileDelivery {
  return {
    possible: trust.loopback || trust.fileHosts.length > 0,
    openChat: (team, objectId) => openPersonalChat(connector, team, objectId),
    offer: (chat, offer) => connector.send(chat, offerActivity(offer)),
    withdraw: (chat, { activityId }) => connector.delete(chat, activityId),
    upload: fileUpload(trust, clock, options),
    show: (chat, file) => connector.send(chat, fileActivity(file)),
  };
}
