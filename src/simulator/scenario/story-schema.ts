import { z } from 'zod';

/** What can be planted into the mail of a tenant. */
export const plantedStories = [
  'account-bursts-at-night',
  'newsletter-sent',
  'infected-client',
  'director-spoofed',
  'assistant-spear-phished',
  'one-attacker-many-targets',
  'quiet-week',
] as const;
export type PlantedStoryName = (typeof plantedStories)[number];

/** A story is over by then: the last time at its own hours at least so many days ago, or so many minutes ago at any hour. */
export const storyTime = {
  daysAgo: z.int().min(0).max(29).optional(),
  minutesAgo: z.number().min(0).max(41_760).optional(),
};

export function isOneTime(time: { daysAgo?: unknown; minutesAgo?: unknown }): boolean {
  return time.daysAgo === undefined || time.minutesAgo === undefined;
}

const planted = z.strictObject({
  story: z.enum(plantedStories),
  ...storyTime,
  /** The user at its centre; one is chosen, unless said. */
  mailbox: z
    .string()
    .regex(/^[^@\s]+@[^@\s]+$/, 'expected an address')
    .optional(),
});

export const plantedStorySchema = planted.refine(isOneTime, 'daysAgo or minutesAgo, not both');

/** In a generated tenant, by its number. */
export const numberedStorySchema = planted
  .extend({ tenant: z.int().min(0) })
  .refine(isOneTime, 'daysAgo or minutesAgo, not both');

export type PlantedStory = z.infer<typeof plantedStorySchema>;
