import { ANALYZED_EMAIL_ROUTES } from './analyzed-email-routes.js';
import { AUDIT_SEARCH_ACTION, AUDIT_SEARCH_ROUTES } from './audit-search-routes.js';
import { DIRECTORY_ROUTES } from './directory-routes.js';
import { HUNTING_ACTION } from './hunting-route.js';
import { MESSAGE_ACTIONS } from './message-actions.js';
import { MESSAGE_ROUTES } from './message-routes.js';
import { REMEDIATE_ACTION } from './remediate-action.js';
import type { GraphAction, GraphRoute } from './route.js';
import { SIGN_IN_ROUTES } from './sign-in-routes.js';
import { TRACE_ROUTES } from './trace-routes.js';
import { USER_ACTIONS, USER_ROUTES } from './user-routes.js';

/** What v1.0 can be asked for with GET, as far as the simulator has it. */
export const GRAPH_ROUTES: readonly GraphRoute[] = [
  ...DIRECTORY_ROUTES,
  ...USER_ROUTES,
  ...MESSAGE_ROUTES,
  ...ANALYZED_EMAIL_ROUTES,
  ...TRACE_ROUTES,
  ...AUDIT_SEARCH_ROUTES,
  ...SIGN_IN_ROUTES,
];

/** What v1.0 does. A call of one's own is one more line here. */
export const GRAPH_ACTIONS: readonly GraphAction[] = [
  ...USER_ACTIONS,
  ...MESSAGE_ACTIONS,
  REMEDIATE_ACTION,
  HUNTING_ACTION,
  AUDIT_SEARCH_ACTION,
];
