/** The package `topicraft-broker`; build/broker-package.ts bundles it from here. */
export * from './public.ts';
export { startBroker } from './start.ts';
