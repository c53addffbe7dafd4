import { isDeepStrictEqual } from 'node:util';
import type { Diagnostic } from '../../../shared/graph/index.ts';
import type { Clock, Timer } from '../../../shared/lib/index.ts';
import { ProjectValidator, type LoadedProject } from '../project/index.ts';
import { Debounce } from './debounce.ts';

const quiet = { quietMs: 150, atMostMs: 600 };

/** Data to replay is no part of the document, and nobody watches it; so as long as it is missing, it is looked for so often. */
const lookAgainMs = 2000;
const lookedFor = new Set(['replay-missing', 'replay-not-readable']);

/** All that is wrong with the project, as of a revision. */
export interface Findings {
  readonly revision: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Validates the document in memory whenever it has changed, one validation at a time. Owns its timer. */
export class ProjectDiagnostics {
  private readonly clock: Clock;
  private readonly read: () => { revision: number; project: LoadedProject };
  private readonly onFindings: (findings: Findings) => void;
  private readonly burst: Debounce;
  private readonly validator = new ProjectValidator();
  private running: Promise<void> | undefined;
  private again: Timer | undefined;
  private told: Findings | undefined;
  private isStale = false;
  private isClosed = false;

  constructor(
    clock: Clock,
    read: () => { revision: number; project: LoadedProject },
    onFindings: (findings: Findings) => void,
  ) {
    this.clock = clock;
    this.read = read;
    this.onFindings = onFindings;
    this.burst = new Debounce(clock, quiet, () => this.start());
  }

  touch(): void {
    if (!this.isClosed) this.burst.call();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.burst.cancel();
    this.again?.cancel();
    await this.running;
  }

  private start(): void {
    if (this.running) {
      this.isStale = true;
      return;
    }
    this.running = this.validate().finally(() => {
      this.running = undefined;
      if (this.isStale && !this.isClosed) {
        this.isStale = false;
        this.start();
      }
    });
  }

  private async validate(): Promise<void> {
    const { revision, project } = this.read();
    const diagnostics = await this.validator.validate(project).catch((error: unknown) => [ofFault(error)]);
    if (this.isClosed) return;
    if (diagnostics.some(({ code }) => lookedFor.has(code))) {
      this.again ??= this.clock.schedule(lookAgainMs, () => {
        this.again = undefined;
        this.start();
      });
    }
    const findings = { revision, diagnostics };
    if (isDeepStrictEqual(findings, this.told)) return;
    this.told = findings;
    this.onFindings(findings);
  }
}

/** Validation takes whatever a project holds, so this is a mistake of ours, which must not look like a flawless project. */
function ofFault(error: unknown): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: 'validation-failed',
    severity: 'error',
    message: `Topicraft could not check the project: ${reason}.`,
    place: {},
    remedy: 'Undo the last edit, and report the mistake.',
  };
}
