/** Where Exchange Online's servers live, in every cloud. */
const homes = [
  'outlook.com',
  'outlook.office365.com',
  'office365.com',
  'office365.us',
  'outlook.office365.us',
  'protection.outlook.cn',
  'partner.outlook.cn',
  'outlook.de',
];
const edges = [
  'mail.protection.outlook.com',
  'mail.protection.office365.us',
  'mail.protection.partner.outlook.cn',
  'mail.protection.outlook.cn',
  'mail.protection.outlook.de',
];

/** True for the name of an Exchange Online server. Anybody may write such a name into a header of their own. */
export function isExchangeOnline(host: string | undefined): boolean {
  return isUnder(host, homes);
}

/** True for a server that takes mail from outside. */
export function isExchangeOnlineEdge(host: string | undefined): boolean {
  return isUnder(host, edges);
}

function isUnder(host: string | undefined, parents: readonly string[]): boolean {
  const name = host?.toLowerCase().replace(/\.$/, '') ?? '';
  return parents.some((parent) => name.endsWith(`.${parent}`));
}
