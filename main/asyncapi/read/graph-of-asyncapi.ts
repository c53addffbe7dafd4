import { z } from 'zod';
import {
  currentFormat,
  type Graph,
  graphSchema,
  isJsonObject,
  type JsonObject,
  type Service,
} from '../../../shared/graph/index.ts';
import { documentExtensionSchema, extensionKey } from '../extension.ts';
import { placeholderServers, placeholderVersion } from '../placeholders.ts';
import { pointerTo, type Unsaid } from '../unsaid.ts';
import { Names } from './names.ts';
import { ReadSchemas } from './read-schemas.ts';
import { type AsyncapiDiagnostic, readText } from './read-text.ts';
import { readNodes } from './read-nodes.ts';
import { readOperations } from './read-operations.ts';
import { readTopics } from './read-topics.ts';
import { Reader } from './reader.ts';

/** What a new project is made of. */
export interface ReadProject {
  readonly graph: Graph;
  /** Handlers and schemas, text by path. */
  readonly files: ReadonlyMap<string, string>;
}

export type ReadAsyncapi =
  | { readonly ok: true; readonly project: ReadProject; readonly unsaid: readonly Unsaid[] }
  | { readonly ok: false; readonly diagnostics: readonly AsyncapiDiagnostic[] };

const rootShape = z.looseObject({
  info: z.looseObject({
    title: z.string().min(1),
    version: z.string(),
    description: z.string().optional(),
    tags: z.array(z.unknown()).optional(),
  }),
  defaultContentType: z.string().optional(),
  servers: z.record(z.string(), z.unknown()).optional(),
  channels: z.record(z.string(), z.unknown()).default({}),
  operations: z.record(z.string(), z.unknown()).default({}),
  components: z.record(z.string(), z.unknown()).optional(),
});
type Root = z.infer<typeof rootShape>;

/** More channels or operations than this are no drawing. */
const maxElements = 2000;

/**
 * An AsyncAPI 3 document as a graph with new handlers, from the point of view of the application that it describes: it
 * publishes what it sends, and subscribes to what it receives. The text may come from anywhere; nothing outside of it is read.
 */
export function graphOfAsyncapi(text: string): ReadAsyncapi {
  const read = readText(text);
  if (!read.ok) return read;
  const refusal = refuseVersion(read.document);
  if (refusal) return { ok: false, diagnostics: [refusal] };
  const root = rootShape.safeParse(read.document);
  if (!root.success) {
    return { ok: false, diagnostics: root.error.issues.slice(0, 10).map(invalid) };
  }
  const { channels, operations } = root.data;
  const count = Math.max(Object.keys(channels).length, Object.keys(operations).length);
  if (count > maxElements) {
    return {
      ok: false,
      diagnostics: [
        refused(
          'asyncapi.too-many-values',
          `The document has ${count} channels or operations.`,
          'Split it into applications.',
        ),
      ],
    };
  }
  return { ok: true, ...readRoot(read.document, root.data, new Reader(read.document, read.unsaid)) };
}

function readRoot(document: JsonObject, root: Root, reader: Reader): { project: ReadProject; unsaid: Unsaid[] } {
  const isOurs = documentExtensionSchema.safeParse(document[extensionKey]).success;
  const names = new Names();
  const schemas = new ReadSchemas(reader, names);
  const { defaultContentType } = root;
  const topics = readTopics(
    reader,
    { value: root.channels, pointer: '/channels' },
    { names, schemas, defaultContentType },
  );
  const operations = readOperations(reader, { value: root.operations, pointer: '/operations' }, topics);
  // Who describes one application has one service; in a document of ours a node without one has none.
  const services = isOurs
    ? taggedServices(reader, root, names)
    : operations.length > 0
      ? [ownService(root, names)]
      : [];
  const made = readNodes(reader, operations, names, {
    serviceIds: new Map(services.map(({ name, id }) => [name, id])),
    ownService: isOurs ? undefined : services[0]?.id,
  });
  const graph: Graph = {
    format: currentFormat,
    name: limited(reader, root.info.title, 200, '/info/title'),
    ...(root.info.description !== undefined && {
      description: limited(reader, root.info.description, 10_000, '/info/description'),
    }),
    settings: {},
    services,
    nodes: [...topics.topics, ...made.nodes],
    edges: [...made.edges],
  };
  listRest(reader, document, root, isOurs);
  const files = new Map([...schemas.files, ...made.handlers]);
  return { project: { graph: graphSchema.parse(graph), files }, unsaid: reader.unsaid };
}

function ownService({ info }: Root, names: Names): Service {
  const name = info.title.slice(0, 249);
  return { id: names.id('service', name), name };
}

const tagShape = z.looseObject({ name: z.string().min(1).max(249), description: z.string().max(2000).optional() });

function taggedServices(reader: Reader, { info }: Root, names: Names): Service[] {
  const known = new Set<string>();
  return (info.tags ?? []).flatMap((value, index) => {
    const found = reader.resolve({ value, pointer: pointerTo('/info/tags', index) });
    const tag = found && reader.shaped(found, tagShape, 'A service');
    if (!found || !tag) return [];
    reader.rest(found, ['name', 'description'], 'a service', 'A service has a name and a description.');
    const { name, description } = tag;
    if (known.has(name.toLowerCase())) {
      reader.list(
        'malformed',
        found.pointer,
        `The service ${JSON.stringify(name)}`,
        'There is one of that name already.',
      );
      return [];
    }
    known.add(name.toLowerCase());
    return [{ id: names.id('service', name), name, ...(description !== undefined && { description }) }];
  });
}

function listRest(reader: Reader, document: JsonObject, { info, servers, components }: Root, isOurs: boolean): void {
  const said = ['asyncapi', 'info', 'defaultContentType', 'servers', 'channels', 'operations', 'components'];
  reader.rest(
    { value: document, pointer: '' },
    isOurs ? [...said, extensionKey] : said,
    'the document',
    'A project has no place for it.',
  );
  const saidOfInfo = ['title', 'description'];
  if (isOurs) saidOfInfo.push('tags', ...(info.version === placeholderVersion ? ['version'] : []));
  reader.rest(
    { value: info, pointer: '/info' },
    saidOfInfo,
    'the document',
    'A project has a name and a description only.',
  );
  for (const [key, server] of Object.entries(servers ?? {})) {
    if (isOurs && key === 'local' && JSON.stringify(server) === JSON.stringify(placeholderServers.local)) continue;
    reader.list(
      'field',
      pointerTo('/servers', key),
      `The server ${JSON.stringify(key)}`,
      'Connections are kept outside of projects.',
    );
  }
  for (const [kind, parts] of Object.entries(components ?? {})) {
    if (!isJsonObject(parts)) continue;
    for (const key of Object.keys(parts)) {
      const pointer = pointerTo('/components', kind, key);
      if (reader.hasReached(pointer)) continue;
      reader.list(
        'unused',
        pointer,
        `The component ${JSON.stringify(key)} of ${kind}`,
        'No channel or operation leads to it.',
      );
    }
  }
}

/** The text as far as a graph has room for it. */
function limited(reader: Reader, text: string, maxLength: number, pointer: string): string {
  if (text.length <= maxLength) return text;
  reader.list('field', pointer, `What is longer than ${maxLength} characters`, 'There is no room for it.');
  return text.slice(0, maxLength);
}

function refuseVersion({ asyncapi: version }: JsonObject): AsyncapiDiagnostic | undefined {
  if (version === undefined) {
    return refused(
      'asyncapi.not-a-document',
      'This is no AsyncAPI document: it has no "asyncapi".',
      'Choose a file that begins with "asyncapi: 3.0.0", or the like.',
    );
  }
  const text = typeof version === 'string' ? version : JSON.stringify(version);
  if (/^3\.\d+\.\d+/.test(text)) return undefined;
  if (/^[12]\b/.test(text)) {
    return refused(
      'asyncapi.version-2',
      `This is a document of AsyncAPI ${text}, in which the directions of "publish" and "subscribe" mean something else.`,
      'Convert it first: npx @asyncapi/cli convert FILE --target-version 3.0.0 --output NEW_FILE.',
    );
  }
  return refused('asyncapi.version-unknown', `AsyncAPI ${text} isn’t known here.`, 'Save it as AsyncAPI 3.');
}

function invalid(issue: z.core.$ZodIssue): AsyncapiDiagnostic {
  const at = pointerTo('', ...issue.path.map(String));
  return refused(
    'asyncapi.invalid',
    `The document is not as AsyncAPI has it, at ${at === '' ? 'its root' : at}: ${issue.message}.`,
    'Mend it there.',
  );
}

function refused(code: AsyncapiDiagnostic['code'], message: string, remedy: string): AsyncapiDiagnostic {
  return { code, severity: 'error', message, place: {}, remedy };
}
