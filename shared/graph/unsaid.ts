/** What an unsaid thing is about; the most exact that is known. */
export interface UnsaidPlace {
  /** Id of a node, edge or service of the graph. */
  element?: string;
  /** Fields of that element (or of the graph, without one) that are not said. Absent: all of it. */
  fields?: readonly string[];
  /** A file of the project. */
  file?: string;
  /** In a document or a schema: a JSON Pointer (RFC 6901). */
  pointer?: string;
}

/**
 * Something of a graph or a document that could not be said in another form, and so is not there. `Code` is the closed union
 * of who gives it.
 */
export interface Unsaid<Code extends string = string> {
  code: Code;
  where: UnsaidPlace;
  /** The thing, without a full stop: `The note "later"`. */
  what: string;
  /** A sentence. */
  why: string;
}
