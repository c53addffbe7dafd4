export * from './hop.ts';
export { HopWriter, readHops } from './hop-codec.ts';
