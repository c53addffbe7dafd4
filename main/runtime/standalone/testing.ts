export * from './try-handler.ts';
export * from './try-captured-test.ts';
