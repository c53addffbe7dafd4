/** How long the app runs before it looks for the first time: starting is enough to do. */
const firstCheckMs = 30_000;
const betweenChecksMs = 24 * 60 * 60_000;

/** As much of electron-updater as is needed here. */
export interface Updater {
  /** The newest version where it is newer than this one. Rejects where nobody could be asked. */
  newerVersion(): Promise<string | undefined>;
  /** Downloads what `newerVersion` found. It is installed when the app quits. */
  download(): Promise<void>;
  installNow(): void;
}

/** What the person is told and asked. */
export interface UpdateWords {
  tell(message: string, detail: string): Promise<void>;
  /** Whether the person took the offer. */
  offer(message: string, detail: string, button: string): Promise<boolean>;
}

export interface UpdateChecksOptions {
  readonly updater: Updater;
  readonly words: UpdateWords;
  readonly version: string;
  /** Whether it looks by itself. */
  readonly isWanted: () => boolean;
  readonly log: (text: string) => void;
}

/**
 * Looks for newer versions of the app: by itself while the person wants that, and when asked. Nothing is downloaded before the person
 * has said so.
 */
export class UpdateChecks {
  private readonly options: UpdateChecksOptions;
  private timer: NodeJS.Timeout | undefined;
  /** Versions that were declined are not offered again by itself until the next start. */
  private readonly declined = new Set<string>();
  private isBusy = false;

  constructor(options: UpdateChecksOptions) {
    this.options = options;
  }

  start(): void {
    this.schedule(firstCheckMs);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /** Tells the outcome, whatever it is. */
  async checkNow(): Promise<void> {
    await this.check(true);
  }

  private schedule(delayMs: number): void {
    this.timer = setTimeout(() => {
      this.schedule(betweenChecksMs);
      if (this.options.isWanted()) void this.check(false);
    }, delayMs).unref();
  }

  private async check(wasAsked: boolean): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    const { updater, words, version: current, log } = this.options;
    try {
      const version = await updater.newerVersion();
      if (version === undefined) {
        if (wasAsked) await words.tell('This is the newest version.', `Topicraft ${current}`);
      } else if (wasAsked || !this.declined.has(version)) {
        await this.offer(version);
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log(`No newer version could be looked for or got: ${message}`);
      if (wasAsked) await words.tell('No newer version could be looked for or got.', message);
    } finally {
      this.isBusy = false;
    }
  }

  private async offer(version: string): Promise<void> {
    const { updater, words, version: current, log } = this.options;
    const detail = `This is ${current}. It is downloaded now, and installed when you quit.`;
    if (!(await words.offer(`Topicraft ${version} is there.`, detail, 'Download'))) {
      this.declined.add(version);
      return;
    }
    await updater.download();
    log(`downloaded ${version}`);
    const restart = 'It is installed when you quit, or now: your projects are saved or asked about first.';
    if (await words.offer(`Topicraft ${version} has been downloaded.`, restart, 'Restart Now')) updater.installNow();
  }
}
