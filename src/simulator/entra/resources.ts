/** The APIs that tokens are for. */
export type ResourceKind = 'exchange' | 'graph' | 'management' | 'bot';

/** Audiences of all clouds. Microsoft Learn: "Microsoft Graph national clouds", "Exchange Online app-only authentication". */
const AUDIENCES: Readonly<Record<ResourceKind, readonly string[]>> = {
  exchange: [
    'https://outlook.office365.com',
    'https://outlook.office365.us',
    'https://outlook-dod.office365.us',
    'https://outlook.office365.cn',
    'https://partner.outlook.cn',
  ],
  graph: [
    'https://graph.microsoft.com',
    'https://graph.microsoft.us',
    'https://dod-graph.microsoft.us',
    'https://microsoftgraph.chinacloudapi.cn',
  ],
  management: [
    'https://manage.office.com',
    'https://manage-gcc.office.com',
    'https://manage.office365.us',
    'https://manage.protection.apps.mil',
  ],
  bot: [
    'https://api.botframework.com',
    'https://api.botframework.us',
    'https://api.botframework.azure.cn',
  ],
};

export function resourceOf(audience: unknown): ResourceKind | undefined {
  const kinds = Object.keys(AUDIENCES) as ResourceKind[];
  return kinds.find((kind) => typeof audience === 'string' && AUDIENCES[kind].includes(audience));
}

/** The audience a `…/.default` scope asks for; undefined when the scope is of another form or for an unknown API. */
export function audienceOfScope(
  scope: string,
): { audience: string; kind: ResourceKind } | undefined {
  const audience = /^(\S+)\/\.default$/.exec(scope)?.[1];
  const kind = resourceOf(audience);
  return audience === undefined || kind === undefined ? undefined : { audience, kind };
}
