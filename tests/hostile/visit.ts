import { ORPCError, safe } from '@orpc/client';
import { accessOf } from '../../main/engine/trust/index.ts';
import type { ProjectSnapshot } from '../../shared/contract/index.ts';
import { projectPathSchema } from '../../shared/graph/index.ts';
import type { Client } from './traced-engine.ts';

/** What came of a visit. */
export interface Visit {
  /** Codes of what kept it from opening; undefined where it opened. */
  readonly refused?: readonly string[];
  /** Of each call that needs trust, by name: the code that it was refused with, or `done`. */
  readonly guarded: Readonly<Record<string, string>>;
  /** What else failed than it may: anything but a declared error. */
  readonly faults: readonly string[];
}

/** Opens a project as a window does: sees all of it, edits and saves it, and tries whatever needs trust. */
export async function visit(client: Client, folder: string): Promise<Visit> {
  const opened = await client.projects.open({ folder });
  if (!opened.ok) return { refused: opened.diagnostics.map(({ code }) => code), guarded: {}, faults: [] };
  const { project } = opened;
  const { projectId } = project;
  const faults: string[] = [];
  const attempt = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const { error } = await safe(work());
    if (error && !(error instanceof ORPCError && error.defined && error.code !== 'FAULT')) {
      faults.push(`${name}: ${error.message}`);
    }
  };
  await attempt('diagnostics', () => diagnosed(client, projectId));
  const guarded = await tryGuarded(client, projectId);
  await attempt('types of packages', () => client.code.packageTypes({ projectId }));
  // Files whose names no window can ask for are only shown.
  const named = Object.entries(project.handlers).filter(([file]) => projectPathSchema.safeParse(file).success);
  for (const [file, text] of named.slice(0, 5)) {
    await attempt(`format ${file}`, () => client.code.format({ projectId, file, text }));
  }
  await edit(client, project, attempt);
  await attempt('save', () => client.projects.save({ projectId }));
  await attempt('revert', () => client.projects.revert({ projectId }));
  await attempt('close', () => client.projects.close({ projectId }));
  return { guarded, faults };
}

/** Resolves once the project has been validated. */
async function diagnosed(client: Client, projectId: string): Promise<void> {
  const stop = new AbortController();
  for await (const event of await client.projects.watch({ projectId }, { signal: stop.signal })) {
    if (event.type === 'diagnostics') break;
  }
  stop.abort();
}

/** Calls each by its name with nothing but the project: whatever else it needs, it is refused before. */
async function tryGuarded(client: Client, projectId: string): Promise<Record<string, string>> {
  const services = client as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
  const codes: Record<string, string> = {};
  for (const [service, calls] of Object.entries(accessOf)) {
    for (const [call, access] of Object.entries(calls)) {
      if (access === 'open') continue;
      const { error } = await safe(services[service]?.[call]?.({ projectId }) ?? Promise.resolve());
      codes[`${service}.${call}`] = error instanceof ORPCError ? error.code : (error?.message ?? 'done');
    }
  }
  return codes;
}

type Attempt = (name: string, work: () => Promise<unknown>) => Promise<void>;

/** A schema, a handler, a name: each is written to a place where a trap may be. */
async function edit(client: Client, project: ProjectSnapshot, attempt: Attempt): Promise<void> {
  const { projectId } = project;
  let { revision } = project;
  const taken = async (work: () => Promise<{ revision: number }>): Promise<void> => {
    ({ revision } = await work());
  };
  await attempt('write a schema', () =>
    taken(() => client.projects.writeFile({ projectId, revision, file: 'schemas/added.json', text: '{}' })),
  );
  const handler = { type: 'write-handler-file', file: 'handlers/added.ts', text: 'export default 1;\n' } as const;
  await attempt('write a handler', () => taken(() => client.projects.apply({ projectId, revision, command: handler })));
  const [node] = project.graph.nodes;
  if (!node) return;
  const position = { x: 1, y: 1 };
  const move = { type: 'move-nodes', positions: { [node.id]: position } } as const;
  await attempt('move a node', () => taken(() => client.projects.apply({ projectId, revision, command: move })));
  await attempt('plan a rename', async () => {
    const planned = await client.projects.planRename({ projectId, revision, node: node.id, name: 'renamed' });
    if (planned.ok) await taken(() => client.projects.apply({ projectId, revision, command: planned.command }));
  });
}
