import type { Connector, ConversationTarget } from './connector.js';

export type PersonalChat =
  | { readonly kind: 'open'; readonly conversationId: string }
  /** The person has not the app, or has blocked it: only the person can change that. */
  | { readonly kind: 'closed'; readonly code: string }
  | { readonly kind: 'refused'; readonly code: string; readonly retryAfterMs: number };

/**
 * The personal chat with a member of a team. `team` is where the member is looked up, because a chat is opened with the
 * bot's own id for a person. 403, whatever its code, means that the app may not write to that person (Microsoft Learn:
 * "Send proactive messages": the app must be installed for the person or in a team of the person).
 */
export async function openPersonalChat(
  connector: Pick<Connector, 'member' | 'createPersonalConversation'>,
  team: ConversationTarget,
  objectId: string,
): Promise<PersonalChat> {
  const member = await connector.member(team, objectId);
  if (member.kind !== 'found') return shut(member);
  const chat = await connector.createPersonalConversation(team, member.value.id);
  return chat.kind === 'found' ? { kind: 'open', conversationId: chat.value } : shut(chat);
}

type NotFound = Exclude<Awaited<ReturnType<Connector['member']>>, { kind: 'found' }>;

function shut(result: NotFound): PersonalChat {
  if (result.kind === 'gone' || isForbidden(result.code)) {
    return { kind: 'closed', code: result.code };
  }
  return result;
}

/** 'teams.403' and 'teams.403.' with the service's own code. */
export function isForbidden(code: string): boolean {
  return code === 'teams.403' || code.startsWith('teams.403.');
}
