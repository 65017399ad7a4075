import { z } from 'zod';
import type { MessageRef } from '../../alerts/alert.js';
import { Untrusted } from '../../lib/untrusted.js';

/** A member of a team or chat. */
export interface Member {
  /** The bot's own id for the person, for creating a personal conversation. */
  readonly id: string;
  readonly objectId: string | undefined;
  readonly tenantId: string | undefined;
  /** 'owner', 'user', 'guest' … as Teams says it. */
  readonly role: string | undefined;
  readonly name: Untrusted;
}

export interface MemberPage {
  readonly members: readonly Member[];
  /** Give it back to get the next page; undefined after the last. */
  readonly continuation: string | undefined;
}

const text = z.string().min(1).max(1000);
const created = z.object({ id: text, activityId: text.optional() });
const sent = z.object({ id: text });

/** The id is that of the thread, 'channel;messageid=root'; older answers name the root nowhere else. */
export function readCreated(body: unknown): MessageRef | undefined {
  const { data } = created.safeParse(body);
  const activityId = data?.activityId ?? /;messageid=(\d+)$/.exec(data?.id ?? '')?.[1];
  if (data === undefined || activityId === undefined) return undefined;
  return { conversationId: data.id, activityId };
}

/** The id of a message sent into a known conversation. */
export function readSent(conversationId: string): (body: unknown) => MessageRef | undefined {
  return (body) => {
    const { data } = sent.safeParse(body);
    return data && { conversationId, activityId: data.id };
  };
}

const memberBody = z
  .object({
    id: text,
    aadObjectId: z.string().optional(),
    /** Where older answers have the object id. */
    objectId: z.string().optional(),
    tenantId: z.string().optional(),
    userRole: z.string().optional(),
    name: z.unknown().optional(),
  })
  .transform((body): Member => ({
    id: body.id,
    objectId: (body.aadObjectId ?? body.objectId)?.toLowerCase(),
    tenantId: body.tenantId?.toLowerCase(),
    role: body.userRole,
    name: Untrusted.of(body.name),
  }));

const membersBody = z
  .object({ members: z.array(memberBody), continuationToken: z.string().optional() })
  .transform((body): MemberPage => ({
    members: body.members,
    continuation: body.continuationToken,
  }));

export function readMember(body: unknown): Member | undefined {
  return memberBody.safeParse(body).data;
}

export function readMembers(body: unknown): MemberPage | undefined {
  return membersBody.safeParse(body).data;
}

export function readConversationId(body: unknown): string | undefined {
  return created.safeParse(body).data?.id;
}
