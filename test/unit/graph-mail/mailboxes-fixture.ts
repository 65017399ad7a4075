import type { Scripted } from '../lib-http/scripted-server.js';
import { listed, refused } from './graph-server.js';
import type { Asked } from './graph-server.js';

export type Folder =
  'inbox' | 'junkemail' | 'deleteditems' | 'recoverableitemsdeletions' | 'projects';

export interface Item {
  readonly id: string;
  folder: Folder;
  readonly internetMessageId: string;
  readonly networkMessageId?: string;
  readonly isRead?: boolean;
}

export interface Mailbox {
  /** What Graph knows it by. */
  readonly names: readonly string[];
  readonly items: Item[];
  /** Every call to it is answered so. */
  refusal?: Scripted;
  /** Only moves are. */
  moveRefusal?: Scripted;
}

/** Mailboxes that list by InternetMessageId, and move. */
export function answerMailboxes(mailboxes: readonly Mailbox[], asked: Asked): Scripted | undefined {
  const [, name = '', rest = ''] = /^users\/([^/]+)\/(.+)$/.exec(asked.path) ?? [];
  if (name === '') return undefined;
  const mailbox = mailboxes.find(({ names }) => names.includes(name));
  if (mailbox === undefined) return refused(404, 'ErrorInvalidUser');
  if (mailbox.refusal !== undefined) return mailbox.refusal;
  const moved = /^messages\/([^/]+)\/move$/.exec(rest)?.[1];
  if (moved !== undefined) return move(mailbox, moved, asked);
  const folder = /^mailFolders\/(\w+)\/messages$/.exec(rest)?.[1];
  if (folder === undefined && rest !== 'messages') return undefined;
  const wanted = /^internetMessageId eq '(.*)'$/.exec(asked.query.get('$filter') ?? '')?.[1];
  const id = wanted?.replaceAll("''", "'");
  const items = mailbox.items.filter(
    (item) =>
      item.internetMessageId === id &&
      (folder === undefined ? item.folder !== 'recoverableitemsdeletions' : item.folder === folder),
  );
  return listed(...items.map(shown));
}

function move(mailbox: Mailbox, id: string, { body }: Asked): Scripted {
  if (mailbox.moveRefusal !== undefined) return mailbox.moveRefusal;
  const item = mailbox.items.find((one) => one.id === id);
  if (item === undefined) return refused(404, 'ErrorItemNotFound');
  item.folder = (body as { destinationId: Folder }).destinationId;
  return { status: 201, body: shown(item) };
}

function shown({ networkMessageId, ...item }: Item): object {
  const header = { name: 'X-MS-Exchange-Organization-Network-Message-Id', value: networkMessageId };
  return {
    id: item.id,
    internetMessageId: item.internetMessageId,
    parentFolderId: item.folder,
    isRead: item.isRead ?? false,
    internetMessageHeaders: networkMessageId === undefined ? [] : [header],
  };
}
