/** Why something is not in what was made: the closed union of both directions. */
export type UnsaidCode =
  // From a graph to a document.
  | 'project-part'
  | 'element-invalid'
  | 'note'
  | 'node-unwired'
  | 'handling'
  | 'topic-config'
  | 'schema-missing'
  | 'schema-invalid'
  | 'schema-keyword'
  | 'not-drawn'
  // From a document to a graph.
  | 'field'
  | 'malformed'
  | 'external-reference'
  | 'broken-reference'
  | 'renamed'
  | 'address'
  | 'schema-format'
  | 'messages-merged'
  | 'unused'
  | 'too-many'
  | 'yaml-tag';

/** Something that could not be said in the other form, and so is not there. */
export interface Unsaid {
  readonly code: UnsaidCode;
  readonly where: UnsaidPlace;
  /** The thing, without a full stop: `The trigger of the producer "web"`. */
  readonly what: string;
  /** A sentence. */
  readonly why: string;
}

export interface UnsaidPlace {
  /** Id of a node, edge or service of the graph. */
  readonly element?: string;
  /** Fields of that element (or of the graph, without one) that are not said. Absent: all of it. */
  readonly fields?: readonly string[];
  /** A file of the project. */
  readonly file?: string;
  /** In a document or a schema: a JSON Pointer (RFC 6901). */
  readonly pointer?: string;
}

/** A pointer as a reference: a URI fragment (RFC 6901, section 6). */
export function referenceTo(pointer: string): string {
  return `#${pointer.split('/').map(encodeURIComponent).join('/').replaceAll('%24', '$')}`;
}

/** RFC 6901, section 3. */
export function pointerTo(parent: string, ...keys: readonly (string | number)[]): string {
  return parent + keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
