import { channelServices } from './channel/channel.js';
import type { ChannelParts } from './channel/channel.js';
import type { BotCommand, Person } from './channel/options.js';
import type { SimulatorContext } from './context.js';
import { DEMO } from './scenario/demo.js';
import type { GraphUser } from './scenario/schema.js';

const ROLES: Readonly<Record<string, Pick<Person, 'role' | 'label'>>> = {
  [DEMO.approver]: { role: 'owner', label: 'approver' },
  [DEMO.secondApprover]: { role: 'user', label: 'approver' },
  [DEMO.analyst]: { role: 'user', label: 'analyst without rights' },
  [DEMO.guest]: { role: 'guest', label: 'guest' },
  [DEMO.mailboxOwner]: { role: 'user', label: 'approver who owns a watched mailbox' },
};

const PARTNER_TENANT = '6f1c0a10-0000-4000-8000-0000000000ff';

export interface DemoChannelOptions {
  /** Scheme, host and port of the simulator; asked for once it listens. */
  readonly simulatorUrl: () => string;
  /** Where the bot takes activities. */
  readonly botEndpoint: string | (() => string);
  /** The command menu of the compose box. */
  readonly commands?: readonly BotCommand[];
}

/** The Teams channel of the demo: the people of the home tenant, one team, and a bot whose tokens Entra here has signed. */
export function demoChannel(context: SimulatorContext, options: DemoChannelOptions): ChannelParts {
  const { state, keys } = context;
  const bot = state.apps.find((app) => app.kind === 'bot');
  const home = state.tenant(state.homeTenantId);
  const users = home?.users.slice(0, home.users.count) ?? [];
  return channelServices(context, {
    ...options,
    botAppId: bot?.appId ?? '',
    botName: bot?.displayName ?? '',
    homeTenantId: state.homeTenantId,
    people: users.flatMap((user) => personOf(user, state.homeTenantId)),
    team: {
      id: '19:demo-general@thread.tacv2',
      name: 'Security Operations',
      aadGroupId: DEMO.teamGroup,
      channels: [
        { id: '19:demo-general@thread.tacv2', name: 'General' },
        { id: '19:demo-security@thread.tacv2', name: 'Mail alerts' },
      ],
    },
    verifyBotToken: (token) => keys.verify(token),
  });
}

function personOf(user: GraphUser, homeTenantId: string): readonly Person[] {
  const role = ROLES[user.id];
  if (role === undefined) return [];
  const tenantId = role.role === 'guest' ? PARTNER_TENANT : homeTenantId;
  const { id: objectId, displayName: name, userPrincipalName } = user;
  return [{ objectId, name, userPrincipalName, tenantId, ...role }];
}
