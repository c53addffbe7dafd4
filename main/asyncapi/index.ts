export { type ReadAsyncapi, type ReadProject, graphOfAsyncapi } from './read/graph-of-asyncapi.ts';
export { type AsyncapiCode, type AsyncapiDiagnostic, maxDocumentLength } from './read/read-text.ts';
export type { Unsaid, UnsaidCode } from './unsaid.ts';
export { type AsyncapiDocument, asyncapiOfGraph } from './write/asyncapi-of-graph.ts';
export { type DocumentForm, documentForms, documentText } from './write/document-text.ts';
