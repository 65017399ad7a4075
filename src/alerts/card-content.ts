import type { SafeText } from '../lib/untrusted.js';

/** A flat value: nothing that could be spliced into a card as card JSON. */
export type FlatValue = SafeText | number | boolean;

/** The names of the templates in cards/. */
export type CardTemplate =
  | 'forward-alert'
  | 'forward-group'
  | 'unreadable-tenant'
  | 'scan-progress'
  | 'alert-list'
  | 'status'
  | 'help'
  | 'welcome'
  | 'notice'
  | 'zap-alert'
  | 'zap-report'
  | 'spam-alert'
  | 'spam-report'
  | 'spam-view'
  | 'message'
  | 'analysis'
  | 'who'
  | 'digest'
  | 'digest-details'
  | 'mailbox';

/** What a card says, before anybody draws it. Rows are for templates that repeat a part. */
export interface CardContent {
  readonly template: CardTemplate;
  readonly data: Readonly<Record<string, FlatValue>>;
  readonly rows?: readonly Readonly<Record<string, FlatValue>>[];
  /** The toast: one sentence. */
  readonly summary: SafeText;
}
