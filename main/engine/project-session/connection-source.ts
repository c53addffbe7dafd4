import type { ConnectionSettings } from '../../../shared/kafka/index.ts';

/** A saved connection as a run needs it, its secrets included. */
export interface ResolvedConnection {
  readonly connection: ConnectionSettings;
  /** In front of topics and groups, where the run gives none. */
  readonly prefix?: string | undefined;
}

/** The saved connections. */
export interface ConnectionSource {
  /** Undefined where none has this id. */
  resolve(connectionId: string): Promise<ResolvedConnection | undefined>;
}
