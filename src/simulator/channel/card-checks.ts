import { field, isObject, textField, type JsonObject } from './json.js';

export interface CardProblem {
  readonly rule: string;
  readonly detail: string;
}

/** Microsoft's portals and asset hosts; anything else in a card could have come out of a mail. */
const FIXED_HOSTS = new Set([
  'admin.cloud.microsoft',
  'admin.exchange.microsoft.com',
  'admin.microsoft.com',
  'adaptivecards.io',
  'admin.exchange.microsoft.us',
  'aka.ms',
  'compliance.microsoft.com',
  'entra.microsoft.com',
  'entra.microsoft.us',
  'learn.microsoft.com',
  'login.microsoftonline.com',
  'myaccount.microsoft.com',
  'outlook.office.com',
  'outlook.office365.com',
  'outlook.office365.us',
  'portal.azure.cn',
  'portal.azure.com',
  'portal.azure.us',
  'portal.office.com',
  'portal.office365.us',
  'purview.microsoft.com',
  'security.microsoft.com',
  'security.microsoft.us',
  'teams.microsoft.com',
  'teams.microsoft.us',
]);

const URL_KEYS = new Set(['url', 'iconUrl', 'backgroundImage', 'poster', 'contentUrl']);
const MARKDOWN_KEYS: Readonly<Record<string, readonly string[]>> = {
  TextBlock: ['text'],
  FactSet: ['facts'],
};

/** What Adaptive Cards 1.5 itself knows; everything else is an extension of Teams and needs a fallback. */
const CORE_TYPES = new Set([
  ...['AdaptiveCard', 'TextBlock', 'Image', 'Media', 'MediaSource', 'RichTextBlock', 'TextRun'],
  ...['ActionSet', 'Container', 'ColumnSet', 'Column', 'FactSet', 'Fact', 'ImageSet', 'Table'],
  ...['TableRow', 'TableCell', 'TableColumnDefinition', 'BackgroundImage'],
  ...['Input.Text', 'Input.Number', 'Input.Date', 'Input.Time', 'Input.Toggle', 'Input.ChoiceSet'],
  ...['Input.Choice', 'Data.Query', 'TokenExchangeResource', 'AuthCardButton'],
  ...['Action.OpenUrl', 'Action.Submit', 'Action.ShowCard', 'Action.ToggleVisibility'],
  ...['Action.Execute', 'TargetElement'],
]);
/** Free-form members of a card; their content is not checked as elements. */
const OPAQUE_KEYS = new Set(['data', 'msteams', 'metadata', 'authentication']);

/** What a card breaks: version, verbs, left-over templating, foreign addresses, extensions without fallback. */
export function cardProblems(card: JsonObject): readonly CardProblem[] {
  const problems: CardProblem[] = [];
  if (card['type'] !== 'AdaptiveCard') {
    problems.push({ rule: 'card-type', detail: 'the content is not of type AdaptiveCard' });
  }
  if (!supportedVersion(card['version'])) {
    problems.push({ rule: 'card-version', detail: `version ${JSON.stringify(card['version'])}` });
  }
  if (JSON.stringify(card).includes('${')) {
    problems.push({ rule: 'card-unexpanded', detail: 'the JSON contains "${"' });
  }
  const refreshers = field(card, 'refresh', 'userIds');
  if (Array.isArray(refreshers) && refreshers.length > 60) {
    problems.push({
      rule: 'card-refresh-ids',
      detail: `${refreshers.length} user ids, 60 allowed`,
    });
  }
  inspect(card, '$', problems);
  return problems;
}

function supportedVersion(version: unknown): boolean {
  return typeof version === 'string' && /^1\.[0-5]$/u.test(version);
}

function inspect(node: unknown, path: string, problems: CardProblem[]): void {
  if (Array.isArray(node)) {
    node.forEach((item, index) => {
      inspect(item, `${path}[${index}]`, problems);
    });
    return;
  }
  if (!isObject(node)) return;
  problems.push(...elementProblems(node, path), ...addressProblems(node, path));
  for (const [key, value] of Object.entries(node)) {
    if (!OPAQUE_KEYS.has(key)) inspect(value, `${path}.${key}`, problems);
  }
}

function elementProblems(node: JsonObject, path: string): CardProblem[] {
  const type = textField(node, 'type');
  const problems: CardProblem[] = [];
  if (type === 'Action.Execute' && !textField(node, 'verb')) {
    problems.push({ rule: 'card-execute-without-verb', detail: path });
  }
  const insideExtension = /\.(?:xAxis|yAxis|segments|series)/u.test(path);
  if (type !== undefined && !CORE_TYPES.has(type) && !insideExtension) {
    if (node['fallback'] === undefined) {
      problems.push({ rule: 'card-element-without-fallback', detail: `${type} at ${path}` });
    }
  }
  return problems;
}

function addressProblems(node: JsonObject, path: string): CardProblem[] {
  const addresses = Object.entries(node)
    .filter(([key, value]) => URL_KEYS.has(key) && typeof value === 'string')
    .map(([key, value]) => ({ where: `${path}.${key}`, url: value as string }));
  const linked = markdownTexts(node).flatMap((text) =>
    linksIn(text).map((url) => ({ where: path, url })),
  );
  return [...addresses, ...linked]
    .filter(({ url }) => !onFixedHost(url))
    .map(({ where, url }) => ({ rule: 'card-foreign-address', detail: `${where}: ${url}` }));
}

function markdownTexts(node: JsonObject): readonly string[] {
  const keys = MARKDOWN_KEYS[textField(node, 'type') ?? ''] ?? [];
  return keys
    .flatMap((key) => {
      const value = node[key];
      if (typeof value === 'string') return [value];
      if (!Array.isArray(value)) return [];
      return value.flatMap((fact) => [textField(fact, 'title'), textField(fact, 'value')]);
    })
    .filter((text) => text !== undefined);
}

/** Targets of Markdown links and bare addresses: both become links in a client. */
function linksIn(text: string): readonly string[] {
  const targets = [...text.matchAll(/\]\(\s*<?([^)\s>]+)/gu)].map((match) => match[1]);
  const bare = [...text.matchAll(/https?:\/\/[^\s)>\]]+/giu)].map((match) => match[0]);
  return [...new Set([...targets, ...bare])].filter((url) => url !== undefined);
}

function onFixedHost(url: string): boolean {
  if (/^icon:[\w,]+$/u.test(url) || /^data:image\/(?:png|jpeg|gif|svg\+xml)[;,]/u.test(url))
    return true;
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' && FIXED_HOSTS.has(hostname);
}
