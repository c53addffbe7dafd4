export type { Diagnostic, Place } from './diagnostic.ts';
export { locateJson, parseJson, type JsonPath, type ParsedJson, type TextPosition } from './document/json-text.ts';
export { migrate, type JsonObject, type Migration } from './document/migration.ts';
export {
  graphFormat,
  layoutFormat,
  parseDocument,
  parseGraph,
  parseLayout,
  type DocumentCode,
  type DocumentFormat,
  type ParsedDocument,
} from './document/parse.ts';
export { emptyLayout, writeGraph, writeLayout } from './document/write.ts';
export { explainPathProblem, problemOfProjectPath, projectPathSchema, type PathProblem } from './project-path.ts';
export * from './schema.ts';
export {
  createWiring,
  defaultDeadLetterName,
  isHandlerNode,
  type DeadLetterTopic,
  type HandlerNode,
  type Wiring,
} from './wiring.ts';
