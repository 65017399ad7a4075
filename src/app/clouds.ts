/** The Microsoft hosts of each cloud. */
export interface CloudHosts {
  readonly login: string;
  readonly graph: string;
  readonly exchange: string;
  readonly management: string;
  /** Scopes are the cloud's own also when a host is replaced by a local one. */
  readonly graphResource: string;
  readonly exchangeResource: string;
  /** Domain of storage endpoints. */
  readonly storageSuffix: string;
}

export const clouds = {
  commercial: {
    login: 'https://login.microsoftonline.com',
    graph: 'https://graph.microsoft.com',
    exchange: 'https://outlook.office365.com',
    management: 'https://manage.office.com',
    graphResource: 'https://graph.microsoft.com',
    exchangeResource: 'https://outlook.office365.com',
    storageSuffix: 'core.windows.net',
  },
  gcchigh: {
    login: 'https://login.microsoftonline.us',
    graph: 'https://graph.microsoft.us',
    exchange: 'https://outlook.office365.us',
    management: 'https://manage.office365.us',
    graphResource: 'https://graph.microsoft.us',
    exchangeResource: 'https://outlook.office365.us',
    storageSuffix: 'core.usgovcloudapi.net',
  },
  dod: {
    login: 'https://login.microsoftonline.us',
    graph: 'https://dod-graph.microsoft.us',
    exchange: 'https://outlook-dod.office365.us',
    management: 'https://manage.protection.apps.mil',
    graphResource: 'https://dod-graph.microsoft.us',
    exchangeResource: 'https://outlook-dod.office365.us',
    storageSuffix: 'core.usgovcloudapi.net',
  },
  china: {
    login: 'https://login.partner.microsoftonline.cn',
    graph: 'https://microsoftgraph.chinacloudapi.cn',
    exchange: 'https://outlook.office365.cn',
    management: 'https://manage.office365.cn',
    graphResource: 'https://microsoftgraph.chinacloudapi.cn',
    exchangeResource: 'https://outlook.office365.cn',
    storageSuffix: 'core.chinacloudapi.cn',
  },
} as const satisfies Record<string, CloudHosts>;

export type CloudName = keyof typeof clouds;
