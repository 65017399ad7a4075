/**
 * Who may import whom: the table of the design, as rules. `npm run layers` checks it.
 *
 * Every layer rule reads the same way: files of `from` may reach only what `pathNot` names.
 */

const own = (...folders) => `^src/(${folders.join('|')})/`;
const thirdParty = (...packages) => `(^|/)node_modules/(${packages.join('|')})/`;

/** Everything of ours, and everything installed; what remains are Node's own modules. */
const anything = { path: ['^src/', '(^|/)node_modules/'] };

const layer = (folder, comment, ...allowed) => ({
  name: `layer-${folder.replace('/', '-')}`,
  comment,
  severity: 'error',
  from: { path: own(folder) },
  to: {
    ...anything,
    pathNot: [
      own(folder, ...allowed.filter((a) => !a.includes('node_modules'))),
      ...allowed.filter((a) => a.includes('node_modules')),
    ],
  },
});

const home = (name, packages, folder) => ({
  name: `home-of-${name}`,
  comment: `${packages.join(', ')}: only in ${folder}, so that it can be replaced there.`,
  severity: 'error',
  from: { path: '^src/', pathNot: folder },
  to: { path: thirdParty(...packages) },
});

/** Small libraries that the pure folders may use: parsing of data, names, dates, mail and HTML. */
const pureLibraries = thirdParty(
  'zod',
  'tldts',
  'luxon',
  'postal-mime',
  'htmlparser2',
  'linkify-it',
  'ipaddr.js',
  'confusables',
);

const detectors = ['forwards', 'zap', 'spam', 'digest'];
const domain = ['alerts', 'tenants', ...detectors];

/**
 * Domain files that an adapter may import as values: they turn stored text back into ids and people
 * and decide nothing.
 */
const parsersOfIds = [
  '^src/tenants/tenant\\.ts$',
  '^src/alerts/alert\\.ts$',
  '^src/alerts/actor\\.ts$',
  '^src/zap/message-query\\.ts$',
];

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle means that two files are one idea, or that one asks the wrong way.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nobody imports this file and it starts nothing: delete it or use it.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '^src/main\\.ts$',
          '^src/(cli|simulator)/main\\.ts$',
          '\\.d\\.ts$',
          '^test/',
          '^scripts/',
        ],
      },
      to: {},
    },
    {
      name: 'not-unresolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-package',
      comment: 'The package works by accident: it is in node_modules, but not in package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-package-in-service',
      comment: 'The image installs production packages only. The demo never runs in the image.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/demo\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-barrels',
      comment: 'Import from the file that holds the thing.',
      severity: 'error',
      from: {},
      to: { path: '(^|/)index\\.[jt]s$', pathNot: 'node_modules' },
    },
    {
      name: 'no-tests-in-service',
      comment: 'The service never needs its tests or scripts.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts)/' },
    },
    {
      name: 'layer-lib',
      comment: 'lib knows no word of our domain.',
      severity: 'error',
      from: { path: own('lib') },
      to: { path: '^src/', pathNot: own('lib') },
    },
    layer(
      'alerts',
      'Alerts know tenants and lib; no detector, no vendor.',
      'tenants',
      'lib',
      pureLibraries,
    ),
    layer(
      'tenants',
      'Tenants know alerts and lib; no detector, no vendor.',
      'alerts',
      'lib',
      pureLibraries,
    ),
    ...detectors.map((name) =>
      layer(
        name,
        'A detector never knows another detector or a vendor.',
        'alerts',
        'tenants',
        'lib',
        pureLibraries,
      ),
    ),
    {
      name: 'domain-without-io',
      comment: 'The domain reaches the outside through its ports.',
      severity: 'error',
      from: { path: own(...domain) },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|util)$' },
    },
    {
      name: 'adapters-inward-only',
      comment: 'An adapter knows the domain it serves, and lib; not the wiring above it.',
      severity: 'error',
      from: { path: own('adapters') },
      to: { path: '^src/', pathNot: own('adapters', 'lib', ...domain) },
    },
    {
      name: 'adapters-know-no-other-adapter',
      comment: 'Two vendors meet in app/compose.ts and nowhere else.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/' },
      to: { path: own('adapters'), pathNot: '^src/adapters/$1/' },
    },
    {
      name: 'adapters-take-types-of-the-domain',
      comment:
        'An adapter fills a port; it calls no domain function. Only parsers of ids are values to it.',
      severity: 'error',
      from: { path: own('adapters') },
      to: { path: own(...domain), pathNot: parsersOfIds, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'app-below-cli-and-simulator',
      comment: 'The service runs without its tools.',
      severity: 'error',
      from: { path: own('app') },
      to: { path: ['^src/(cli|simulator)/', '^src/main\\.ts$'] },
    },
    {
      name: 'main-starts-app',
      comment: 'The start of the service holds no wiring.',
      severity: 'error',
      from: { path: '^src/main\\.ts$' },
      to: { path: '^src/', pathNot: own('app', 'lib') },
    },
    {
      name: 'cli-through-app',
      comment: 'A command reaches vendors through the same wiring as the service.',
      severity: 'error',
      from: { path: own('cli') },
      to: { path: ['^src/adapters/', '^src/main\\.ts$'] },
    },
    {
      name: 'cli-takes-types-of-the-domain',
      comment: 'A command shows what app gives it; it holds no business of its own.',
      severity: 'error',
      from: { path: own('cli') },
      to: { path: own(...domain), pathNot: parsersOfIds, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'layer-simulator',
      comment:
        'The simulator shares nothing with the code that it judges, so not its mistakes either.',
      severity: 'error',
      from: { path: own('simulator') },
      to: {
        ...anything,
        pathNot: [own('simulator', 'lib'), thirdParty('jose', 'zod', 'commander', '@types/node')],
      },
    },
    {
      name: 'simulator-for-the-demo-only',
      comment: 'The service never imports the simulator.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/simulator/', '^src/cli/demo\\.ts$'] },
      to: { path: own('simulator') },
    },
    home(
      'bot-sdk',
      ['botbuilder', 'botbuilder-[^/]+', 'botframework-[^/]+'],
      '^src/adapters/teams/',
    ),
    home(
      'card-templating',
      ['adaptivecards-templating', 'adaptive-expressions'],
      '^src/adapters/teams/',
    ),
    home('http-server', ['restify', '@types/restify'], '^src/app/server\\.ts$'),
    home('tables-sdk', ['@azure/data-tables'], '^src/adapters/tables/'),
    home('queues-sdk', ['@azure/storage-queue'], '^src/adapters/queues/'),
    home('identity-sdk', ['@azure/identity'], '^src/adapters/entra/'),
  ],
  options: {
    // Type-only imports count: a layer that names another's types knows it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
