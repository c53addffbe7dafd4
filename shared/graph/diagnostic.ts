/** Where a diagnostic points to; the most exact that is known. */
export interface Place {
  /** Node, edge or service id. */
  element?: string;
  /** A field of that element, as a path: `trigger.expression`. */
  field?: string;
  /** A file of the project, relative, with forward slashes. */
  file?: string;
  /** 1-based. */
  line?: number;
  column?: number;
}

/** A user's mistake: what, where and how to mend it. Never thrown. `Code` is the closed union of who gives it. */
export interface Diagnostic<Code extends string = string> {
  code: Code;
  severity: 'error' | 'warning' | 'info';
  /** What is wrong, in one plain sentence that names the thing. */
  message: string;
  place: Place;
  /** What to do about it, in one plain sentence. */
  remedy: string;
}
