import { createHash } from 'node:crypto';
import { DEFAULT_BOT_NAME, type ChannelOptions, type Person } from './options.js';

export interface Account {
  readonly id: string;
  readonly name: string;
}

/** A member as the connector describes one (Microsoft Learn: "Get Teams specific context for your bot"). */
export interface WireMember {
  readonly id: string;
  readonly objectId: string;
  readonly aadObjectId: string;
  readonly name: string;
  readonly email: string;
  readonly userPrincipalName: string;
  readonly tenantId: string;
  readonly userRole: Person['role'];
}

/** The bot and the people, with the ids that this one bot knows them by: an MRI differs from bot to bot. */
export class Roster {
  readonly bot: Account;
  readonly people: readonly Person[];
  readonly #salt: string;

  constructor(options: Pick<ChannelOptions, 'botAppId' | 'botName' | 'people'>) {
    this.bot = { id: `28:${options.botAppId}`, name: options.botName ?? DEFAULT_BOT_NAME };
    this.people = options.people;
    this.#salt = options.botAppId;
  }

  mri(person: Person): string {
    return `29:1${this.#digest('person', person.objectId)}`;
  }

  /** Id of the one-to-one chat between the bot and the person. */
  personalConversation(person: Person): string {
    return `a:1${this.#digest('chat', person.objectId)}`;
  }

  /** The person with this MRI or Entra object id. */
  member(id: string): Person | undefined {
    return this.people.find((person) => person.objectId === id || this.mri(person) === id);
  }

  /** The person with this object id or user principal name; throws when there is none. */
  person(id: string): Person {
    const found = this.people.find(
      (person) => person.objectId === id || person.userPrincipalName === id,
    );
    if (found === undefined) throw new RangeError(`nobody in the roster is called ${id}`);
    return found;
  }

  ownerOfChat(conversationId: string): Person | undefined {
    return this.people.find((person) => this.personalConversation(person) === conversationId);
  }

  wire(person: Person): WireMember {
    return {
      id: this.mri(person),
      objectId: person.objectId,
      aadObjectId: person.objectId,
      name: person.name,
      email: person.userPrincipalName,
      userPrincipalName: person.userPrincipalName,
      tenantId: person.tenantId,
      userRole: person.role,
    };
  }

  #digest(purpose: string, value: string): string {
    return createHash('sha256').update(`${purpose}|${this.#salt}|${value}`).digest('base64url');
  }
}
