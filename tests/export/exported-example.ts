import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { npmIn, type RunningService, startExported } from '../support/exported-services.ts';
import { writeProject } from '../support/project-folder.ts';
import { withBroker, withKeptData } from '../support/with-broker.ts';
import { repositoryFolder, topicraft } from '../support/topicraft-command.ts';

/** For what must come, however slow the machine. */
export const patiently = { timeout: 240_000, interval: 100 };

/** A project that was exported and installed outside the repository. Whoever makes it removes it. */
export interface ExportedProject {
  /** Where the project lies. */
  readonly project: string;
  /** Where its export lies. */
  readonly system: string;
  remove(): Promise<void>;
}

/** An example of examples/. */
export async function exportExample(name: string): Promise<ExportedProject> {
  return await exported(await exportFolder(), path.join(repositoryFolder, 'examples', name));
}

/** A project of these files, built. */
export async function exportFiles(files: Readonly<Record<string, string>>): Promise<ExportedProject> {
  const folder = await exportFolder();
  const project = path.join(folder, 'project');
  await writeProject(project, files);
  const made = await exported(folder, project);
  await npmIn(made.system, 'run', 'build');
  return made;
}

function exportFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'topicraft-export-'));
}

async function exported(folder: string, project: string): Promise<ExportedProject> {
  const system = path.join(folder, 'system');
  await performed('export', project, '--out', system);
  await npmIn(system, 'install', '--prefer-offline', '--no-audit', '--no-fund');
  return { project, system, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Runs a command that must succeed, and gives its output. */
export async function performed(...words: string[]): Promise<string> {
  const { code, output, errors } = await topicraft(...words);
  if (code !== 0 || errors !== '')
    throw new Error(`topicraft ${words.join(' ')} ended with ${code}: ${errors}${output}`);
  return output;
}

/** What a run of the example in the app leaves in its topics. */
export async function inTheApp<Result>(
  { project, system }: ExportedProject,
  events: number,
  read: (bootstrap: string) => Promise<Result>,
): Promise<Result> {
  const data = path.join(system, '../data');
  await performed('run', project, '--events', String(events), '--seed', '1', '--data', data, '--json');
  return await withKeptData(data, read);
}

/** A Kafka: the embedded broker, or that of TOPICRAFT_EXPORT_BOOTSTRAP. */
export async function withKafka<Result>(use: (bootstrap: string) => Promise<Result>): Promise<Result> {
  const given = process.env['TOPICRAFT_EXPORT_BOOTSTRAP'];
  if (given !== undefined) return await use(given);
  return await withBroker([], use);
}

/** The services of an export on a cluster, each in a process. */
export class RunningSystem {
  readonly #system: string;
  readonly #environment: Record<string, string>;
  readonly #services = new Map<string, RunningService>();

  constructor(system: string, environment: Record<string, string>) {
    this.#system = system;
    this.#environment = environment;
  }

  /** Resolves with what the script said; rejects where it failed. */
  async createTopics(): Promise<string[]> {
    const topics = startExported(this.#system, 'create-topics', this.#environment);
    const { code, errors } = await topics.ended;
    if (code !== 0) throw new Error(`create-topics ended with ${code}: ${errors}`);
    return topics.lines.map(({ msg }) => msg);
  }

  /** Resolves when they are all ready. */
  async start(slugs: readonly string[]): Promise<void> {
    for (const slug of slugs) {
      this.#services.set(slug, startExported(this.#system, `services/${slug}`, this.#environment));
    }
    await Promise.all(slugs.map((slug) => this.service(slug).line(({ msg }) => msg === 'ready')));
  }

  service(slug: string): RunningService {
    const service = this.#services.get(slug);
    if (!service) throw new Error(`${slug} was not started`);
    return service;
  }

  /** Ends a service as a power cut would. */
  async kill(slug: string): Promise<void> {
    this.service(slug).signal('SIGKILL');
    await this.service(slug).ended;
  }

  /** Stops them in good order; resolves with the exit codes by service. */
  async stop(): Promise<Record<string, number | null>> {
    const ends = [...this.#services].map(async ([slug, service]) => {
      service.signal('SIGTERM');
      const { code } = await service.ended;
      return [slug, code] as const;
    });
    return Object.fromEntries(await Promise.all(ends));
  }

  /** For what a failed test left running. */
  killAll(): void {
    for (const service of this.#services.values()) service.signal('SIGKILL');
  }
}
