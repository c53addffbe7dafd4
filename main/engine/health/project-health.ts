import path from 'node:path';
import { z } from 'zod';
import { folderKey } from '../state/folder-key.ts';
import {
  type AlertFrame,
  type AlertRule,
  alertRuleSchema,
  type HealthFrame,
  type SeriesAnswer,
  type SessionFrame,
} from '../../../shared/contract/index.ts';
import type { Clock } from '../../../shared/lib/index.ts';
import { Alerts } from '../../health/index.ts';
import type { Session } from '../session/index.ts';
import { StateFile } from '../state/state-file.ts';

type Happening = SessionFrame['happenings'][number];

const mostMarkers = 200;
/** Alerts that a reader hasn't taken yet; of more the oldest are forgotten. */
const mostFired = 100;

const fileSchema = z.object({ rules: z.array(alertRuleSchema).max(1000).default([]) });
type HealthFile = z.infer<typeof fileSchema>;

/** The run that is looked at: the one of the moment, or the last one. */
export interface HealthRun {
  readonly session: Pick<Session, 'health'>;
  readonly startedMs: number;
}

interface Reader<Frame> {
  take(): Frame | undefined;
  close(): void;
}

/**
 * The health of an open project: of its run, or the last one, and the alerts that the person set, which are kept in the app's own
 * folder and not in the project. Alerts are judged once a second, watched or not. Owns no timer.
 */
export class ProjectHealth {
  private readonly file: StateFile<HealthFile>;
  private readonly clock: Clock;
  private readonly alerts = new Alerts();
  private readonly sampleListeners = new Set<() => void>();
  private readonly alertReaders = new Set<AlertReader>();
  private rules: readonly AlertRule[] = [];
  private loading: Promise<void> | undefined;
  private run: HealthRun | undefined;
  private markers: Happening[] = [];
  /** Of the run that is looked at, once it is over. */
  private endedMs: number | undefined;

  /** `folder` is the project's real path. */
  constructor(stateFolder: string, folder: string, clock: Clock) {
    const name = folderKey(folder);
    this.file = new StateFile(path.join(stateFolder, 'health'), `${name}.json`, fileSchema);
    this.clock = clock;
  }

  /** A run begins. Rejects with a StateFault where the rules can't be read; the run goes on without them. */
  async began(run: HealthRun): Promise<void> {
    this.run = run;
    this.endedMs = undefined;
    this.markers = [];
    this.alerts.clear();
    this.tellAlerts([]);
    await this.load();
  }

  /** What it was stays to be looked at, and nothing is wrong with it any more. */
  ended(): void {
    this.endedMs = this.clock.nowMs();
    this.alerts.clear();
    this.tellAlerts([]);
    this.tellSample();
  }

  happened(happening: Happening): void {
    this.markers = [...this.markers.slice(1 - mostMarkers), happening];
  }

  /** Figures are as new as they get. */
  sampled(): void {
    const { run } = this;
    if (!run) return;
    const nowMs = this.clock.nowMs();
    const before = this.alerts.raised.length;
    const fired = this.alerts.judge((node) => run.session.health.figures(node, nowMs), nowMs);
    if (fired.length > 0 || this.alerts.raised.length !== before) this.tellAlerts(fired);
    this.tellSample();
  }

  /** `changed` is called whenever there may be something to take. */
  watch(node: string, changed: () => void): Reader<HealthFrame> {
    let isDue = true;
    const listener = (): void => {
      isDue = true;
      changed();
    };
    this.sampleListeners.add(listener);
    return {
      take: () => {
        if (!isDue) return undefined;
        isDue = false;
        const timeMs = this.clock.nowMs();
        const health = this.run?.session.health.read(node, timeMs);
        return { timeMs, ...(health && { health }) };
      },
      close: () => void this.sampleListeners.delete(listener),
    };
  }

  series(nodes: readonly string[], fromMs: number): SeriesAnswer {
    const nowMs = this.endedMs ?? this.clock.nowMs();
    if (!this.run) return { nowMs, series: {}, markers: [] };
    const { session, startedMs } = this.run;
    const markers = this.markers.filter(({ timeMs }) => timeMs >= fromMs);
    return { startedMs, nowMs, series: session.health.seriesOf(nodes, fromMs), markers };
  }

  /** `changed` is called whenever there is something to take. Rules that can't be read are a StateFault of `load`. */
  watchAlerts(changed: () => void): Reader<AlertFrame> {
    const reader = new AlertReader(changed, () => ({ rules: [...this.rules], raised: this.alerts.raised }));
    this.alertReaders.add(reader);
    return { take: () => reader.take(), close: () => void this.alertReaders.delete(reader) };
  }

  /** @throws {StateFault} */
  async saveRule(rule: AlertRule): Promise<void> {
    await this.change((rules) => [...rules.filter(({ id }) => id !== rule.id), rule]);
  }

  /** @throws {StateFault} */
  async removeRule(id: string): Promise<void> {
    await this.change((rules) => rules.filter((rule) => rule.id !== id));
  }

  /** Reads the rules, once. @throws {StateFault} */
  load(): Promise<void> {
    this.loading ??= this.file.read().then(
      ({ rules }) => this.take(rules),
      (error: unknown) => {
        this.loading = undefined;
        throw error;
      },
    );
    return this.loading;
  }

  private async change(change: (rules: AlertRule[]) => AlertRule[]): Promise<void> {
    const { rules } = await this.file.change((file) => ({ rules: change(file.rules) }));
    this.loading = Promise.resolve();
    this.take(rules);
  }

  private take(rules: readonly AlertRule[]): void {
    this.rules = rules;
    this.alerts.setRules(rules);
    this.tellAlerts([]);
  }

  private tellAlerts(fired: AlertFrame['fired']): void {
    for (const reader of this.alertReaders) reader.tell(fired);
  }

  private tellSample(): void {
    for (const listener of this.sampleListeners) listener();
  }
}

class AlertReader {
  private readonly changed: () => void;
  private readonly current: () => Omit<AlertFrame, 'fired'>;
  private fired: AlertFrame['fired'] = [];
  private isDue = true;

  constructor(changed: () => void, current: () => Omit<AlertFrame, 'fired'>) {
    this.changed = changed;
    this.current = current;
  }

  tell(fired: AlertFrame['fired']): void {
    this.fired = [...this.fired, ...fired].slice(-mostFired);
    this.isDue = true;
    this.changed();
  }

  take(): AlertFrame | undefined {
    if (!this.isDue) return undefined;
    this.isDue = false;
    const { fired } = this;
    this.fired = [];
    return { ...this.current(), fired };
  }
}
