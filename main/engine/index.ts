export { createEngine, type Engine } from './engine.ts';
export type { EngineOptions, SecretStore } from './engine-options.ts';
export { createMemorySecretStore } from './memory-secret-store.ts';
export * from './exchange/index.ts';
export * from './export/index.ts';
export * from './project/index.ts';
export type { EngineRouter } from './services/router.ts';
export * from './session/index.ts';
export { TrustedFolders } from './trust/index.ts';
