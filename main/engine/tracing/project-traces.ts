import path from 'node:path';
import { z } from 'zod';
import { folderKey } from '../state/folder-key.ts';
import {
  type SavedQuestion,
  savedQuestionSchema,
  type TracingOverview,
  type TracingSettings,
  tracingSettingsSchema,
} from '../../../shared/contract/index.ts';
import { Fault } from '../../../shared/lib/index.ts';
import { type ChangedTraces, Traces, type TracesFault } from '../../tracing/index.ts';
import { StateFile } from '../state/state-file.ts';

const fileSchema = z.object({
  settings: tracingSettingsSchema.prefault({}),
  questions: z.array(savedQuestionSchema).max(1000).default([]),
});
type TracingFile = z.infer<typeof fileSchema>;

/** What of a record is kept, as handler hosts cut it. */
const kept = { keptKeyBytes: 256, keptValueBytes: 512 };

/**
 * The traces of one open project: a store in the app's own folder, opened when it is first needed, and what the person set for it.
 * Tracing that fails never fails what is traced: it says so in its overview. Whoever makes it closes it.
 */
export class ProjectTraces {
  private readonly file: StateFile<TracingFile>;
  private readonly database: string;
  private readonly budget: number | undefined;
  private readonly listeners = new Set<(settings: TracingSettings) => void>();
  private opening: Promise<Traces> | undefined;
  private problem: string | undefined;
  private isClosed = false;
  /** What is sent to a collector, by the run of the moment or the last one. */
  otlp: TracingOverview['otlp'];

  /** `folder` is the project's real path; `budget` of one core's time, see main/tracing. */
  constructor(stateFolder: string, folder: string, budget?: number) {
    this.budget = budget;
    const name = folderKey(folder);
    const own = path.join(stateFolder, 'traces');
    this.file = new StateFile(own, `${name}.json`, fileSchema);
    this.database = path.join(own, `${name}.sqlite`);
  }

  /** @throws {StateFault} */
  async settings(): Promise<TracingSettings> {
    return (await this.file.read()).settings;
  }

  /** Takes effect at once. @throws {StateFault} */
  async change(changes: Partial<TracingSettings>): Promise<TracingSettings> {
    const { settings } = await this.file.change((file) => ({ ...file, settings: { ...file.settings, ...changes } }));
    const traces = await this.opening?.catch(() => undefined);
    await traces?.call('resize', settings.ringBytes).catch((error: unknown) => this.failed(error));
    for (const listener of this.listeners) listener(settings);
    return settings;
  }

  /** @returns ends it */
  onChange(listener: (settings: TracingSettings) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Rejects with a TracesFault. One that could not be opened is tried again at the next call. */
  open(): Promise<Traces> {
    if (this.isClosed) return Promise.reject(new Fault('traces-unavailable', 'The project is closed.'));
    this.opening ??= this.openNow().catch((error: unknown) => {
      this.opening = undefined;
      throw this.failed(error);
    });
    return this.opening;
  }

  /** Notes why traces are not kept; what they are about goes on. */
  failed(error: unknown): Error {
    const fault = error instanceof Error ? error : new Error(String(error));
    this.problem = fault.message;
    return fault;
  }

  async overview(): Promise<TracingOverview> {
    const settings = await this.settings();
    try {
      const traces = await this.open();
      const [sessions, standing] = await Promise.all([traces.call('sessions'), traces.standing()]);
      const state = this.problem === undefined ? (settings.isOn ? 'on' : 'off') : 'failed';
      return {
        settings,
        state,
        ...(this.problem !== undefined && { problem: this.problem }),
        sessions,
        ...kept,
        ...standing,
        ...(this.otlp && { otlp: this.otlp }),
      };
    } catch (error) {
      const problem = this.failed(error).message;
      return { settings, state: 'failed', problem, sessions: [], bytes: 0, ...kept, share: 1, hopsPerSecond: 0 };
    }
  }

  async questions(): Promise<SavedQuestion[]> {
    return (await this.file.read()).questions;
  }

  /** Adds a question, or replaces the one of its id. @throws {StateFault} */
  async saveQuestion(question: SavedQuestion): Promise<SavedQuestion[]> {
    const { questions } = await this.file.change((file) => ({
      ...file,
      questions: [...file.questions.filter(({ id }) => id !== question.id), question],
    }));
    return questions;
  }

  async removeQuestion(id: string): Promise<SavedQuestion[]> {
    const { questions } = await this.file.change((file) => ({
      ...file,
      questions: file.questions.filter((question) => question.id !== id),
    }));
    return questions;
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    this.isClosed = true;
    const traces = await this.opening?.catch(() => undefined);
    await traces?.close();
  }

  private async openNow(): Promise<Traces> {
    const { ringBytes } = await this.settings();
    const traces = await Traces.open({ file: this.database, ringBytes, budget: this.budget });
    this.problem = undefined;
    return traces;
  }
}

export type { ChangedTraces, Traces, TracesFault };
