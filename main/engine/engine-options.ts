import type { Clock, ProcessHost } from '../../shared/lib/index.ts';

/** Keeps secrets for the app: the system's keychain where there is one, memory otherwise. */
export interface SecretStore {
  /** Whether what it encrypts can be decrypted after a restart. */
  readonly persistent: boolean;
  encrypt(text: string): Promise<string>;
  /** @throws where the text was encrypted elsewhere, or in an earlier run of a store that isn't persistent */
  decrypt(text: string): Promise<string>;
}

export interface EngineOptions {
  readonly processHost: ProcessHost;
  readonly clock?: Clock;
  /** Settings, recent projects, journals of unsaved edits, saved connections. Made where it is missing. */
  readonly stateFolder: string;
  /** Where new projects and copies of examples go. */
  readonly projectsFolder: string;
  /** Examples, a project in each folder. */
  readonly examplesFolder: string;
  /** What exports take along, as the build has gathered it. */
  readonly exportedRuntimeFile: string;
  readonly version: string;
  readonly secretStore: SecretStore;
  /** Of one core's time: what keeping traces may take before only a share of them is kept. See main/tracing. */
  readonly tracingBudget?: number;
  /** A project that the app was started with. */
  readonly openFirst?: string;
}
