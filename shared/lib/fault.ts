/**
 * Something that went wrong and is nobody's spelling mistake: it carries a code from a closed union of its module and,
 * where there is one, the cause. What a user can mend is a diagnostic instead (shared/graph).
 */
export class Fault<Code extends string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Fault';
    this.code = code;
  }
}
