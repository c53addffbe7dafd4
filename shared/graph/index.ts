export type { AlwaysEmits } from './validate/cycles.ts';
export { canConnect, edgeKindBetween, type Connection, type ConnectionRefusal } from './connection-rules.ts';
export type { Diagnostic, Place } from './diagnostic.ts';
export { locateJson, parseJson, type JsonPath, type ParsedJson, type TextPosition } from './document/json-text.ts';
export { migrate, type JsonObject, type Migration } from './document/migration.ts';
export {
  graphFormat,
  isJsonObject,
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
export { newConsumerSettings } from './new-consumer.ts';
export { startingText } from './starting-text.ts';
export type { Unsaid, UnsaidPlace } from './unsaid.ts';
export {
  createWiring,
  defaultDeadLetterName,
  isHandlerNode,
  type DeadLetterTopic,
  type HandlerNode,
  type Wiring,
} from './wiring.ts';
export type { GraphCode, GraphFinding } from './validate/finding.ts';
export { problemOfKafkaName } from './validate/names.ts';
export { validateGraph } from './validate/validate-graph.ts';
export { applyCommand } from './commands/apply.ts';
export type {
  CommandCode,
  CommandRefusal,
  CommandResult,
  GraphCommand,
  HandlerEdit,
  NodePosition,
} from './commands/command.ts';
export type { ProjectDocument } from './commands/project-document.ts';
export { applyTextEdits, type Delta, type TextEdit } from './commands/delta.ts';
export { generateHandlerTypes } from './handler-types/generate.ts';
