/** Of OpenSSL's names those that Java writes otherwise. */
const javaNames: Readonly<Record<string, string>> = { street: 'STREET' };

/**
 * A certificate's subject as Kafka's default principal builder writes it: by RFC 2253, the last part first. `subject` is what
 * Node says of it, a line a part; a certificate may name nobody, and then it is undefined, whatever Node's types say. Attributes that RFC 2253 has no name for keep OpenSSL's, where Java writes their numbers.
 */
export function distinguishedName(subject: string | undefined): string {
  if (!subject) return '';
  return subject.split('\n').toReversed().map(relativeName).join(',');
}

/** A part may have several attributes. A plus sign within a value is escaped. */
function relativeName(line: string): string {
  return line
    .split(/(?<!\\) \+ /)
    .map((attribute) => {
      const equals = attribute.indexOf('=');
      const name = attribute.slice(0, equals);
      return `${javaNames[name] ?? name}=${escaped(attribute.slice(equals + 1))}`;
    })
    .join('+');
}

/** Java escapes these two wherever they stand, OpenSSL one of them at the beginning only. */
function escaped(value: string): string {
  return value.replaceAll(/(?<!\\)(?:\\\\)*[=#]/g, (found) => `${found.slice(0, -1)}\\${found.slice(-1)}`);
}
