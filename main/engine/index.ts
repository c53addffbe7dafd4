export * from './project/index.ts';
export * from './session/index.ts';
