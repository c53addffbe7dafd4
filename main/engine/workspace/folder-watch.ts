import path from 'node:path';
import { watch } from 'chokidar';
import type { Clock, Timer } from '../../../shared/lib/index.ts';
import { graphFile, layoutFile } from '../project/index.ts';
import { Debounce } from './debounce.ts';

/** Editors and version control change files in bursts. */
const quiet = { quietMs: 100, atMostMs: 1000 };

/** Where the system can't watch the folder, somebody looks so often. */
const lookIntervalMs = 5000;

/** A watcher of the file system, as chokidar makes it; a test brings its own. */
export interface FileEvents {
  close(): Promise<void>;
}

export interface FileEventListeners {
  readonly onEvent: () => void;
  readonly onError: (error: unknown) => void;
}

export interface FolderWatchOptions {
  readonly folder: string;
  readonly clock: Clock;
  /** The files of the project may have changed, by whomever: look at them. */
  readonly onChange: () => void;
  readonly watchFiles?: ((folder: string, listeners: FileEventListeners) => FileEvents) | undefined;
}

/**
 * Says when the files of a project may have changed. It doesn't say what: whoever is told compares the folder with what it knows,
 * so that our own writes are no news and nothing echoes. Owns the system's watcher and its timers until `close`.
 */
export class FolderWatch {
  private readonly options: FolderWatchOptions;
  private readonly burst: Debounce;
  private events: FileEvents;
  private closing: Promise<void> = Promise.resolve();
  private looking: Timer | undefined;
  private isClosed = false;

  constructor(options: FolderWatchOptions) {
    this.options = options;
    this.burst = new Debounce(options.clock, quiet, options.onChange);
    this.events = this.listen();
  }

  /** After the folder had gone: a watcher of a folder that goes doesn't see another come. */
  restart(): void {
    if (this.isClosed) return;
    this.looking?.cancel();
    this.looking = undefined;
    const former = this.events;
    this.closing = this.closing.then(() => former.close());
    this.events = this.listen();
  }

  /** Looks again and again, as long as the folder can't be watched. */
  lookRegularly(): void {
    if (this.isClosed) return;
    this.looking ??= this.options.clock.schedule(lookIntervalMs, () => {
      this.looking = undefined;
      this.options.onChange();
      this.lookRegularly();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.burst.cancel();
    this.looking?.cancel();
    await this.closing;
    await this.events.close();
  }

  private listen(): FileEvents {
    const { folder, watchFiles = watchWithChokidar } = this.options;
    return watchFiles(folder, {
      onEvent: () => {
        if (!this.isClosed) this.burst.call();
      },
      // Mostly the system has no more watches to give (ENOSPC, EMFILE).
      onError: () => this.lookRegularly(),
    });
  }
}

const watchedFiles = new Set([graphFile, layoutFile, 'package.json']);
const watchedFolders = new Set(['handlers', 'schemas', 'tests']);

function watchWithChokidar(folder: string, { onEvent, onError }: FileEventListeners): FileEvents {
  const watcher = watch(folder, {
    ignored: (file) => !isWatched(path.relative(folder, file)),
    ignoreInitial: true,
    followSymlinks: false,
    atomic: false,
  });
  // What changed between reading and watching has no event of its own.
  watcher.on('all', onEvent).on('ready', onEvent).on('error', onError);
  return watcher;
}

/** Only what a project consists of: node_modules alone may hold more folders than a system has watches. */
function isWatched(relative: string): boolean {
  if (relative === '') return true;
  const [top = '', ...below] = relative.split(path.sep);
  if (below.length === 0) return watchedFiles.has(top) || watchedFolders.has(top);
  return (
    watchedFolders.has(top) &&
    !below.some((name) => name.startsWith('.') || name === 'node_modules' || name.endsWith('.tmp'))
  );
}
