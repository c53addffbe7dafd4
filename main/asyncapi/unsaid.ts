import type { Unsaid as UnsaidOf } from '../../shared/graph/index.ts';

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

export type Unsaid = UnsaidOf<UnsaidCode>;

/** A pointer as a reference: a URI fragment (RFC 6901, section 6). */
export function referenceTo(pointer: string): string {
  return `#${pointer.split('/').map(encodeURIComponent).join('/').replaceAll('%24', '$')}`;
}

/** RFC 6901, section 3. */
export function pointerTo(parent: string, ...keys: readonly (string | number)[]): string {
  return parent + keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
