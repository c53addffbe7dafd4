export {
  analyzeHandler,
  type AnalyzedHandler,
  type DefinitionKind,
  type HandlerAnalysis,
  type NameUse,
} from './analyze-handler.ts';
