import { builtinModules } from 'node:module';

/**
 * The import table of docs/ARCHITECTURE.md as rules. Each row names a folder and what it may import; tests/house plants a
 * violation of each rule and sees it refused. Read with swc, since dependency-cruiser knows TypeScript only below 7.
 */
const external = '(^|/)node_modules/';
const rows = [
  { from: '^shared/lib/', may: ['^shared/lib/'] },
  ...['graph', 'kafka', 'connection', 'delivery', 'handler-api', 'hops', 'captured-test', 'measures'].map((name) => ({
    from: `^shared/${name}/`,
    may: ['^shared/lib/', '(^|/)node_modules/zod/'],
  })),
  {
    from: '^shared/contract/',
    may: ['^shared/(lib|graph|kafka|connection|captured-test)/', '(^|/)node_modules/(zod|@orpc/contract)/'],
  },
  { from: '^main/wire/', may: ['^shared/(lib|kafka)/'] },
  { from: '^main/compression/', may: ['^shared/lib/', '(^|/)node_modules/(fzstd|lz4js|snappyjs)/'] },
  { from: '^main/broker/', may: ['^main/(wire|compression)/', '^shared/(lib|kafka)/', '(^|/)node_modules/re2js/'] },
  { from: '^main/clients/', may: ['^main/compression/', '^shared/', external] },
  { from: '^main/json-schema/', may: ['^shared/', external] },
  { from: '^main/asyncapi/', may: ['^main/json-schema/', '^shared/', external] },
  { from: '^main/tracing/', may: ['^shared/', external] },
  { from: '^main/health/', may: ['^shared/', external] },
  { from: '^main/export/', may: ['^main/json-schema/', '^shared/', external] },
  { from: '^main/cluster/', may: ['^main/(clients|compression|wire)/', '^shared/', external] },
  { from: '^main/runtime/', may: ['^main/(clients|json-schema)/', '^shared/', external] },
  {
    from: '^main/engine/',
    may: [
      '^main/(wire|broker|clients|json-schema|asyncapi|cluster|runtime|tracing|health|export)/',
      '^shared/',
      external,
    ],
  },
  { from: '^main/commands/', may: ['^main/(engine|broker)/', '^shared/', external] },
  { from: '^main/page/', may: ['^shared/', external] },
  { from: '^main/electron/', may: ['^main/(commands|engine|page)/', '^shared/', external] },
  { from: '^main/headless/', may: ['^main/(commands|engine|page)/', '^shared/', external] },
  { from: '^renderer/', may: ['^shared/', external] },
];

/** node:… is for main/ only; shared/ is pure. */
const builtIn = ['^node:', `^(${builtinModules.filter((name) => !name.startsWith('_')).join('|')})$`];

/** main/X and shared/X are the modules; what is deeper belongs to them. */
const modulePath = '^(main|shared)/([^/]+)/';

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-resolved',
      comment: 'An import that cannot be resolved would escape every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^topicraft$' },
    },
    ...rows.map(({ from, may }) => ({
      name: `imports-of-${from
        .replaceAll(/[^a-z/-]/g, '')
        .replaceAll('/', ' ')
        .trim()
        .replaceAll(' ', '-')}`,
      severity: 'error',
      from: { path: from, pathNot: String.raw`\.test\.ts$` },
      to: {
        pathNot: [from, ...may, ...(from.startsWith('^main/') ? builtIn : [])],
      },
    })),
    {
      name: 'modules-through-their-index',
      severity: 'error',
      from: { path: modulePath },
      to: { path: modulePath, pathNot: ['^$1/$2/', String.raw`^(main|shared)/[^/]+/index\.ts$`] },
    },
    {
      name: 'outsiders-through-the-index',
      severity: 'error',
      from: { path: '^(renderer|build)/' },
      to: { path: modulePath, pathNot: String.raw`^(main|shared)/[^/]+/index\.ts$` },
    },
    {
      name: 'every-module-has-a-row',
      comment: 'A module that the table above does not name may import nothing.',
      severity: 'error',
      from: { path: '^(main|shared|renderer)/', pathNot: [...rows.map(({ from }) => from), String.raw`\.test\.ts$`] },
      to: {},
    },
    {
      name: 'no-import-of-tests',
      severity: 'error',
      from: { path: '^(main|shared|renderer|build)/', pathNot: String.raw`\.test\.ts$` },
      to: { path: String.raw`(^tests/|\.test\.ts$)` },
    },
    {
      name: 'only-clients-import-kafkajs',
      severity: 'error',
      from: { path: '^(main|shared|renderer)/', pathNot: '^main/clients/' },
      to: { path: '(^|/)node_modules/kafkajs/' },
    },
    {
      name: 'only-electron-imports-electron',
      severity: 'error',
      from: { pathNot: '^main/electron/' },
      to: { path: '^(electron$|(^|.*/)node_modules/electron/)' },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(out|dist|fixtures)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
