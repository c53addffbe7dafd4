import { createStore } from 'zustand/vanilla';
import type { ApplicationSettings } from '../../shared/contract/index.ts';
import type { EngineClient } from '../transport/engine-client.ts';

export type SettingsStore = Awaited<ReturnType<typeof createSettingsStore>>;

/** The person's settings, read at the start and kept by the engine. */
export async function createSettingsStore(client: EngineClient) {
  const store = createStore<ApplicationSettings>(() => ({
    theme: 'system',
    density: 'comfortable',
    layout: {},
    metricsPort: null,
  }));
  store.setState(await client.application.settings());
  return {
    ...store,
    change: (changes: Partial<ApplicationSettings>): void => {
      store.setState(changes);
      // What can't be kept is no loss for now; the next start shows the former settings.
      client.application.changeSettings(changes).catch(() => undefined);
    },
    /** Remembers one entry of the panels' layout. */
    remember: (key: string, value: unknown): void => {
      const layout = { ...store.getState().layout, [key]: value };
      store.setState({ layout });
      client.application.changeSettings({ layout }).catch(() => undefined);
    },
  };
}
