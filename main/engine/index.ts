export * from './project/index.ts';
