/** A small tree that keeps every rule of the import table: each module does what it may do. */
export const cleanTree: Record<string, string> = {
  'shared/lib/index.ts': 'export const one = 1;',
  'shared/kafka/index.ts': "import { one } from '../lib/index.ts';\nexport const two = one + 1;",
  'shared/graph/index.ts':
    "import { z } from 'zod';\nimport { one } from '../lib/index.ts';\nimport { deep } from './deep/deep.ts';\nexport const graph = [z, one, deep];",
  'shared/graph/deep/deep.ts': 'export const deep = 1;\nexport type Deep = 1;',
  'shared/delivery/index.ts': "export * from '../lib/index.ts';",
  'shared/handler-api/index.ts': 'export interface Event {}',
  'shared/hops/index.ts': "import { one } from '../lib/index.ts';\nexport const hops = one;",
  'shared/measures/index.ts': "import { one } from '../lib/index.ts';\nexport const measures = one;",
  'shared/captured-test/index.ts': "import { z } from 'zod';\nexport const test = z;",
  'shared/contract/index.ts':
    "import { oc } from '@orpc/contract';\nimport { graph } from '../graph/index.ts';\nimport { two } from '../kafka/index.ts';\nexport const contract = [oc, graph, two];",
  'shared/graph/index.test.ts':
    "import { expect } from 'some-package';\nimport { help } from '../../tests/support/help.ts';\nimport { deep } from './deep/deep.ts';\nexpect(help, deep);",
  'main/wire/index.ts':
    "import { crc32 } from 'node:zlib';\nimport { two } from '../../shared/kafka/index.ts';\nexport const wire = [crc32, two];",
  'main/compression/index.ts':
    "import snappyjs from 'snappyjs';\nimport { one } from '../../shared/lib/index.ts';\nexport const codecs = [snappyjs, one];",
  'main/broker/index.ts':
    "import { createServer } from 'node:net';\nimport { codecs } from '../compression/index.ts';\nimport { wire } from '../wire/index.ts';\nexport const broker = [createServer, codecs, wire];",
  'main/broker/log/segment.ts': 'export const segment = 1;\nexport type Segment = 1;',
  'main/clients/index.ts':
    "import { Kafka } from 'kafkajs';\nimport { codecs } from '../compression/index.ts';\nexport const clients = [Kafka, codecs];",
  'main/json-schema/index.ts': "import { Ajv } from 'some-package';\nexport const schemas = Ajv;",
  'main/health/index.ts': "import { one } from '../../shared/lib/index.ts';\nexport const health = one;",
  'main/tracing/index.ts': "import { one } from '../../shared/lib/index.ts';\nexport const tracing = one;",
  'main/asyncapi/index.ts': "import { graph } from '../../shared/graph/index.ts';\nexport const asyncapi = graph;",
  'main/export/index.ts': "import { graph } from '../../shared/graph/index.ts';\nexport const exported = graph;",
  'main/cluster/index.ts':
    "import { clients } from '../clients/index.ts';\nimport { codecs } from '../compression/index.ts';\nimport { wire } from '../wire/index.ts';\nexport const cluster = [clients, codecs, wire];",
  'main/runtime/index.ts':
    "import { clients } from '../clients/index.ts';\nimport { schemas } from '../json-schema/index.ts';\nexport const runtime = [clients, schemas];",
  'main/engine/index.ts':
    "import { broker } from '../broker/index.ts';\nimport { runtime } from '../runtime/index.ts';\nexport const engine = [broker, runtime];",
  'main/commands/index.ts':
    "import { broker } from '../broker/index.ts';\nimport { engine } from '../engine/index.ts';\nexport const commands = [broker, engine];",
  'main/page/index.ts': "import { one } from '../../shared/lib/index.ts';\nexport const page = one;",
  'main/electron/index.ts':
    "import { app } from 'electron';\nimport { commands } from '../commands/index.ts';\nimport { page } from '../page/index.ts';\nexport const window = [app, commands, page];",
  'main/headless/index.ts':
    "import { commands } from '../commands/index.ts';\nimport { page } from '../page/index.ts';\nexport const headless = [commands, page];",
  'renderer/index.ts': "import { contract } from '../shared/contract/index.ts';\nexport const page = contract;",
  'build/bundle.ts': "import { build } from 'some-package';\nexport const bundle = build;",
  'tests/support/help.ts': 'export const help = 1;',
};

/** Packages that the trees import, as empty as may be. */
export const packages = ['zod', 'kafkajs', 'electron', 'snappyjs', 'some-package', '@orpc/contract'];

export interface PlantedImport {
  file: string;
  text: string;
  /** The rules that must refuse it, and no other; a cycle is reported in one of its files. */
  rules: readonly string[];
}

const plant = (file: string, text: string, ...rules: string[]): PlantedImport => ({ file, text, rules });

/** Violations, at least one a rule, and of each way to import where the way could matter. */
export const plantedImports: readonly PlantedImport[] = [
  plant(
    'shared/lib/plant.ts',
    "import { two } from '../kafka/index.ts';\nexport const a = two;",
    'imports-of-shared-lib',
  ),
  plant('shared/lib/zod.ts', "import { z } from 'zod';\nexport const a = z;", 'imports-of-shared-lib'),
  plant(
    'shared/graph/node.ts',
    "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;",
    'imports-of-shared-graph',
  ),
  plant('shared/graph/bare-node.ts', "import fs from 'fs';\nexport const a = fs;", 'imports-of-shared-graph'),
  plant(
    'shared/graph/promises.ts',
    "import { readFile } from 'fs/promises';\nexport const a = readFile;",
    'imports-of-shared-graph',
  ),
  plant('shared/graph/package.ts', "export * from 'some-package';", 'imports-of-shared-graph'),
  plant(
    'shared/kafka/type.ts',
    "import type { graph } from '../graph/index.ts';\nexport type A = typeof graph;",
    'imports-of-shared-kafka',
  ),
  plant(
    'shared/delivery/inline-type.ts',
    "import { type graph } from '../graph/index.ts';\nexport type A = typeof graph;",
    'imports-of-shared-delivery',
  ),
  plant(
    'shared/delivery/main.ts',
    "import type { broker } from '../../main/broker/index.ts';\nexport type A = typeof broker;",
    'imports-of-shared-delivery',
  ),
  plant(
    'shared/handler-api/dynamic.ts',
    "export const a = () => import('../kafka/index.ts');",
    'imports-of-shared-handler-api',
  ),
  plant(
    'shared/connection/plant.ts',
    "import { two } from '../kafka/index.ts';\nexport const a = two;",
    'imports-of-shared-connection',
  ),
  plant(
    'shared/hops/plant.ts',
    "import { two } from '../kafka/index.ts';\nexport const a = two;",
    'imports-of-shared-hops',
  ),
  plant(
    'shared/measures/plant.ts',
    "import { two } from '../kafka/index.ts';\nexport const a = two;",
    'imports-of-shared-measures',
  ),
  plant(
    'shared/captured-test/plant.ts',
    "import { two } from '../kafka/index.ts';\nexport const a = two;",
    'imports-of-shared-captured-test',
  ),
  plant(
    'shared/graph/kafkajs.ts',
    "export { Kafka } from 'kafkajs';",
    'imports-of-shared-graph',
    'only-clients-import-kafkajs',
  ),
  plant(
    'shared/contract/plant.ts',
    "import type { Event } from '../handler-api/index.ts';\nexport type A = Event;",
    'imports-of-shared-contract',
  ),
  plant(
    'main/wire/plant.ts',
    "import { graph } from '../../shared/graph/index.ts';\nexport const a = graph;",
    'imports-of-main-wire',
  ),
  plant('main/wire/package.ts', "import { a } from 'some-package';\nexport { a };", 'imports-of-main-wire'),
  plant(
    'main/compression/plant.ts',
    "import { wire } from '../wire/index.ts';\nexport const a = wire;",
    'imports-of-main-compression',
  ),
  plant(
    'main/compression/package.ts',
    "import { a } from 'some-package';\nexport { a };",
    'imports-of-main-compression',
  ),
  plant(
    'main/broker/plant.ts',
    "import type { clients } from '../clients/index.ts';\nexport type A = typeof clients;",
    'imports-of-main-broker',
  ),
  plant('main/broker/package.ts', "import { a } from 'some-package';\nexport { a };", 'imports-of-main-broker'),
  plant(
    'main/clients/plant.ts',
    "import { wire } from '../wire/index.ts';\nexport const a = wire;",
    'imports-of-main-clients',
  ),
  plant(
    'main/json-schema/plant.ts',
    "import { clients } from '../clients/index.ts';\nexport const a = clients;",
    'imports-of-main-json-schema',
  ),
  plant(
    'main/tracing/plant.ts',
    "import { wire } from '../wire/index.ts';\nexport const a = wire;",
    'imports-of-main-tracing',
  ),
  plant(
    'main/health/plant.ts',
    "import { wire } from '../wire/index.ts';\nexport const a = wire;",
    'imports-of-main-health',
  ),
  plant(
    'main/asyncapi/plant.ts',
    "import { exported } from '../export/index.ts';\nexport const a = exported;",
    'imports-of-main-asyncapi',
  ),
  plant(
    'main/export/plant.ts',
    "import { wire } from '../wire/index.ts';\nexport const a = wire;",
    'imports-of-main-export',
  ),
  plant(
    'main/cluster/plant.ts',
    "import { runtime } from '../runtime/index.ts';\nexport const a = runtime;",
    'imports-of-main-cluster',
  ),
  plant(
    'main/runtime/plant.ts',
    "import { broker } from '../broker/index.ts';\nexport const a = broker;",
    'imports-of-main-runtime',
  ),
  plant(
    'main/runtime/type.ts',
    "import type { broker } from '../broker/index.ts';\nexport type A = typeof broker;",
    'imports-of-main-runtime',
  ),
  plant(
    'main/runtime/require.ts',
    "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nexport const a: unknown = require('../broker/index.ts');",
    'imports-of-main-runtime',
  ),
  plant(
    'main/engine/plant.ts',
    "import { commands } from '../commands/index.ts';\nexport const a = commands;",
    'imports-of-main-engine',
  ),
  plant(
    'main/engine/electron.ts',
    "import { app } from 'electron';\nexport const a = app;",
    'only-electron-imports-electron',
  ),
  plant(
    'main/engine/kafkajs.ts',
    "import type { Kafka } from 'kafkajs';\nexport type A = Kafka;",
    'only-clients-import-kafkajs',
  ),
  plant(
    'main/engine/deep.ts',
    "import { segment } from '../broker/log/segment.ts';\nexport const a = segment;",
    'modules-through-their-index',
  ),
  plant(
    'main/engine/deep-type.ts',
    "import type { Deep } from '../../shared/graph/deep/deep.ts';\nexport type A = Deep;",
    'modules-through-their-index',
  ),
  plant(
    'main/engine/deep.test.ts',
    "import { segment } from '../broker/log/segment.ts';\nexport const a = segment;",
    'modules-through-their-index',
  ),
  plant(
    'main/commands/plant.ts',
    "import { runtime } from '../runtime/index.ts';\nexport const a = runtime;",
    'imports-of-main-commands',
  ),
  plant(
    'main/page/plant.ts',
    "import { commands } from '../commands/index.ts';\nexport const a = commands;",
    'imports-of-main-page',
  ),
  plant(
    'main/headless/plant.ts',
    "import { window } from '../electron/index.ts';\nexport const a = window;",
    'imports-of-main-headless',
  ),
  plant(
    'main/electron/plant.ts',
    "import { headless } from '../headless/index.ts';\nexport const a = headless;",
    'imports-of-main-electron',
  ),
  plant(
    'renderer/plant.ts',
    "import type { engine } from '../main/engine/index.ts';\nexport type A = typeof engine;",
    'imports-of-renderer',
  ),
  plant('renderer/node.ts', "import { join } from 'node:path';\nexport const a = join;", 'imports-of-renderer'),
  plant(
    'renderer/deep.ts',
    "import { deep } from '../shared/graph/deep/deep.ts';\nexport const a = deep;",
    'outsiders-through-the-index',
  ),
  plant(
    'build/deep.ts',
    "import { segment } from '../main/broker/log/segment.ts';\nexport const a = segment;",
    'outsiders-through-the-index',
  ),
  plant(
    'main/newcomer/index.ts',
    "import { one } from '../../shared/lib/index.ts';\nexport const a = one;",
    'every-module-has-a-row',
  ),
  plant(
    'shared/newcomer/index.ts',
    "import { one } from '../lib/index.ts';\nexport const a = one;",
    'every-module-has-a-row',
  ),
  plant('shared/graph/of-test.ts', "import '../graph/index.test.ts';", 'no-import-of-tests'),
  plant(
    'main/engine/of-support.ts',
    "import { help } from '../../tests/support/help.ts';\nexport const a = help;",
    'imports-of-main-engine',
    'no-import-of-tests',
  ),
  plant(
    'main/tracing/missing.ts',
    "import { a } from './gone.ts';\nexport { a };",
    'imports-of-main-tracing',
    'not-resolved',
  ),
  plant(
    'main/tracing/missing-package.ts',
    "import { a } from 'not-installed';\nexport { a };",
    'imports-of-main-tracing',
    'not-resolved',
  ),
  plant('main/export/cycle-a.ts', "import { b } from './cycle-b.ts';\nexport const a = (): unknown => b;", 'no-cycles'),
  plant('main/export/cycle-b.ts', "import type { a } from './cycle-a.ts';\nexport const b = 1 as unknown as typeof a;"),
];
