/** The processes that Topicraft starts beside the engine; each is one bundled file. */
export type ProcessKind = 'broker' | 'handler-host';

export interface ProcessExit {
  /** Exit code, or null where a signal ended the process. */
  code: number | null;
  signal: string | null;
  /** The last of what the process wrote to standard error, at most 8 KiB. */
  standardErrorTail: string;
}

/** A started process, seen from the one who started it. Messages are structured-clonable and keep their order. */
export interface ProcessLink {
  readonly pid: number | undefined;
  post(message: unknown): void;
  onMessage(receive: (message: unknown) => void): void;
  /** Called once, also where the process could not start. */
  onExit(receive: (exit: ProcessExit) => void): void;
  /** Ends the process at once. Asking it to end in good order is a message of its own protocol. */
  kill(): void;
}

export interface ProcessStart {
  kind: ProcessKind;
  /** Working directory of the process. */
  workingDirectory?: string;
  /** The whole environment of the process: nothing is inherited. */
  environment: Record<string, string>;
  /** Upper bound of the JavaScript heap in MiB, where the process needs one. */
  heapLimitMb?: number;
}

/**
 * How processes start. Each front door implements it: headless forks Node, Electron asks its main process for a utility
 * process. Whoever calls `start` owns the process and ends it.
 */
export interface ProcessHost {
  start(options: ProcessStart): ProcessLink;
}
