export interface FieldLine {
  /** Depth in the value. */
  readonly indent: number;
  readonly name: string | undefined;
  /** What stands behind the name: a value, a bracket, a comma. */
  readonly text: string;
  readonly kind: 'string' | 'other' | 'bracket';
  /** It isn't on the other side, or is another value there. */
  readonly differs: boolean;
}

export interface FieldDiff {
  readonly before: readonly FieldLine[];
  readonly after: readonly FieldLine[];
  /** Fields that are gone, new, or have another value. */
  readonly changes: number;
  /** Lines beyond the most that are made are left out. */
  readonly isCut: boolean;
}

/** Of a side. */
const mostLines = 2000;
const absent = Symbol('absent');

/** Two JSON values as lines, field by field, each side in its own order: what one of them has not, or has otherwise, differs. */
export function fieldDiff(before: unknown, after: unknown): FieldDiff {
  const [former, latter] = [new Side(), new Side()];
  former.put(undefined, before, after, 0, '');
  latter.put(undefined, after, before, 0, '');
  return {
    before: former.lines,
    after: latter.lines,
    changes: former.lacking + latter.lacking + latter.changed,
    isCut: former.isCut || latter.isCut,
  };
}

class Side {
  readonly lines: FieldLine[] = [];
  isCut = false;
  /** Fields that the other side lacks, and those that it has otherwise. */
  lacking = 0;
  changed = 0;

  put(name: string | undefined, value: unknown, other: unknown, indent: number, comma: string, isWhole = false): void {
    const goesInto = isBranch(value) && Object.keys(value).length > 0;
    const isAlike = isBranch(value) && isBranch(other) && Array.isArray(value) === Array.isArray(other);
    const differs = isWhole || (!isAlike && JSON.stringify(value) !== JSON.stringify(other));
    if (differs && !isWhole) {
      if (other === absent) this.lacking += 1;
      else this.changed += 1;
    }
    if (!goesInto) {
      const kind = typeof value === 'string' ? 'string' : 'other';
      this.line({ indent, name, text: `${JSON.stringify(value) ?? 'undefined'}${comma}`, kind, differs });
      return;
    }
    const isList = Array.isArray(value);
    this.line({ indent, name, text: isList ? '[' : '{', kind: 'bracket', differs });
    const others = new Map<string, unknown>(isAlike ? Object.entries(other) : []);
    const entries = Object.entries(value);
    for (const [index, [field, child]] of entries.entries()) {
      if (this.isCut) return;
      const end = index < entries.length - 1 ? ',' : '';
      const otherChild = others.has(field) ? others.get(field) : absent;
      this.put(isList ? undefined : field, child, otherChild, indent + 1, end, differs);
    }
    this.line({ indent, name: undefined, text: `${isList ? ']' : '}'}${comma}`, kind: 'bracket', differs });
  }

  private line(line: FieldLine): void {
    if (this.lines.length < mostLines) this.lines.push(line);
    else this.isCut = true;
  }
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
