import type { FileDelivery } from '../../src/adapters/teams/file-delivery.js';
import type { FileOffer } from '../../src/adapters/teams/file-cards.js';
import type {
  FileSource,
  UploadResult,
  UploadStart,
} from '../../src/adapters/teams/file-upload.js';
import type { PersonalChat } from '../../src/adapters/teams/personal-chat.js';
import type { ConversationTarget } from '../../src/adapters/teams/connector.js';
import type { UploadPlace } from '../../src/adapters/teams/teams-handlers.js';
import type { MessageRef } from '../../src/alerts/alert.js';
import type { PostResult, UpdateResult } from '../../src/alerts/ports.js';
import type { Secret } from '../../src/lib/secret.js';

export interface Uploaded {
  readonly url: string;
  readonly bytes: Buffer;
  readonly start: Pick<UploadStart, 'resumed' | 'same' | 'lastSent'>;
}

/** Teams' side of files, with everything that it was asked for. Answers are scripted; without a script all goes well. */
export class FakeDelivery implements FileDelivery {
  possible = true;
  readonly chats: PersonalChat[] = [];
  readonly posts: PostResult['kind'][] = [];
  readonly uploads: UploadResult[] = [];
  readonly opened: { target: ConversationTarget; objectId: string }[] = [];
  readonly offers: { chat: ConversationTarget; offer: FileOffer }[] = [];
  readonly withdrawn: MessageRef[] = [];
  readonly uploaded: Uploaded[] = [];
  readonly shown: { chat: ConversationTarget; file: Omit<UploadPlace, 'uploadUrl'> }[] = [];
  /** Called with every part that is about to be sent; parts are `partBytes` long. */
  onPart: (from: number, isLast: boolean) => Promise<void> = () => Promise.resolve();
  partBytes = 64;

  openChat(target: ConversationTarget, objectId: string): Promise<PersonalChat> {
    this.opened.push({ target, objectId });
    return Promise.resolve(this.chats.shift() ?? { kind: 'open', conversationId: `a:${objectId}` });
  }

  offer(chat: ConversationTarget, offer: FileOffer): Promise<PostResult> {
    this.offers.push({ chat, offer });
    return Promise.resolve(this.#posted(chat, `offer${this.offers.length}`));
  }

  withdraw(_chat: ConversationTarget, message: MessageRef): Promise<UpdateResult> {
    this.withdrawn.push(message);
    return Promise.resolve({ kind: 'updated' });
  }

  async upload(url: Secret, file: FileSource, start: UploadStart): Promise<UploadResult> {
    const { resumed, same, lastSent } = start;
    const parts: Uint8Array[] = [];
    for (let from = 0; from < file.size; from += this.partBytes) {
      const isLast = from + this.partBytes >= file.size;
      await start.beforePart(isLast);
      await this.onPart(from, isLast);
      parts.push(await file.read(from, this.partBytes));
    }
    const bytes = Buffer.concat(parts);
    this.uploaded.push({ url: url.reveal(), bytes, start: { resumed, same, lastSent } });
    return this.uploads.shift() ?? { kind: 'stored' };
  }

  show(chat: ConversationTarget, file: Omit<UploadPlace, 'uploadUrl'>): Promise<PostResult> {
    this.shown.push({ chat, file });
    return Promise.resolve(this.#posted(chat, `file${this.shown.length}`));
  }

  #posted({ conversationId }: ConversationTarget, activityId: string): PostResult {
    switch (this.posts.shift() ?? 'posted') {
      case 'posted':
        return { kind: 'posted', message: { conversationId, activityId } };
      case 'refused':
        return { kind: 'refused', code: 'teams.429', retryAfterMs: 3_000 };
      case 'ambiguous':
        return { kind: 'ambiguous', code: 'teams.502' };
      case 'impossible':
        return { kind: 'impossible', code: 'teams.404' };
    }
  }
}
