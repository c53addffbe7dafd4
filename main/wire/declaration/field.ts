import { parseVersionRange, type VersionRange, type VersionText } from './version-range.ts';

/** A field's type on the wire. `records` are bytes whose inside the codec leaves alone. */
export type WireType =
  | { readonly kind: 'bool' | 'int8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'int64' | 'float64' | 'uuid' }
  | { readonly kind: 'string' | 'bytes' | 'records' }
  | { readonly kind: 'struct'; readonly fields: Fields }
  | { readonly kind: 'array'; readonly element: WireType };

export interface FieldOptions<Value> {
  /** Versions in which the value may be null. */
  readonly nullable?: VersionText;
  /** Instead of the type's own default (0, empty, false). */
  readonly default?: Value | null;
  /** The field is a tagged one (KIP-482) in every version that has it: absent on the wire where it has its default. */
  readonly tag?: number;
  /** In a version that lacks the field, a value that was set is dropped silently instead of being refused. */
  readonly ignorable?: true;
  /** `none`: never in compact form, not in flexible versions either (the client id of the request header). */
  readonly flexible?: 'none';
}

/**
 * One field of a message. `Value` is its type in TypeScript, `Needed` whether whoever encodes must give it: not where it
 * has a default of its own, is tagged, or is gone from newer versions.
 */
export interface Field<Value, Needed extends boolean = boolean> {
  readonly type: WireType;
  readonly versions: VersionRange;
  readonly nullable: VersionRange | undefined;
  /** undefined: the type's own default. */
  readonly defaultValue: unknown;
  readonly tag: number | undefined;
  readonly ignorable: boolean;
  readonly neverFlexible: boolean;
  /** Only for the type checker: it carries `Value` and `Needed`, and is never set. */
  readonly typed?: { value: Value; needed: Needed };
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** What decoding gives: every field, with its default where the version lacks it. */
export type ValueOf<F extends Fields> = { [Key in keyof F]: FieldValue<F[Key]> };

/** What encoding takes. */
export type InputOf<F extends Fields> = {
  [Key in keyof F as F[Key] extends Field<unknown, true> ? Key : never]: FieldInput<F[Key]>;
} & {
  [Key in keyof F as F[Key] extends Field<unknown, true> ? never : Key]?: FieldInput<F[Key]> | undefined;
};

type FieldValue<F> = F extends { readonly typed?: { value: infer Value } } ? Value : never;
type FieldInput<F> =
  F extends StructField<infer Inner, infer Null, boolean>
    ? InputOf<Inner> | Null
    : F extends StructArrayField<infer Inner, infer Null, boolean>
      ? readonly InputOf<Inner>[] | Null
      : F extends Field<infer Value>
        ? Readonly<Value>
        : never;

export interface StructField<Inner extends Fields, Null, Needed extends boolean> extends Field<
  ValueOf<Inner> | Null,
  Needed
> {
  readonly inner?: Inner;
  readonly shape?: 'struct';
}

export interface StructArrayField<Inner extends Fields, Null, Needed extends boolean> extends Field<
  ValueOf<Inner>[] | Null,
  Needed
> {
  readonly inner?: Inner;
  readonly shape?: 'structs';
}

type NullOf<Options> = Options extends { nullable: string } ? null : never;
type IsNeeded<Versions, Options> = Versions extends `${number}+`
  ? Options extends { default: unknown } | { tag: number }
    ? false
    : true
  : false;

function declare<Value, Needed extends boolean>(
  type: WireType,
  versions: VersionText,
  options: FieldOptions<unknown> = {},
): Field<Value, Needed> {
  return {
    type,
    versions: parseVersionRange(versions),
    nullable: options.nullable === undefined ? undefined : parseVersionRange(options.nullable),
    defaultValue: options.default,
    tag: options.tag,
    ignorable: options.ignorable ?? false,
    neverFlexible: options.flexible === 'none',
  };
}

interface ValueOfKind {
  bool: boolean;
  int8: number;
  int16: number;
  uint16: number;
  int32: number;
  uint32: number;
  int64: bigint;
  float64: number;
  uuid: string;
  string: string;
  bytes: Uint8Array;
  records: Uint8Array;
}
type ScalarKind = keyof ValueOfKind;

function scalar<Kind extends ScalarKind>(kind: Kind) {
  return <const Versions extends VersionText, const Options extends FieldOptions<ValueOfKind[Kind]> = object>(
    versions: Versions,
    options?: Options,
  ) => declare<ValueOfKind[Kind] | NullOf<Options>, IsNeeded<Versions, Options>>({ kind }, versions, options);
}

export const bool = scalar('bool');
export const int8 = scalar('int8');
export const int16 = scalar('int16');
export const int32 = scalar('int32');
export const int64 = scalar('int64');
export const float64 = scalar('float64');
export const uuid = scalar('uuid');
export const string = scalar('string');
export const bytes = scalar('bytes');
/** Record batches, as they stand in the log: null where there are none. */
export const records = scalar('records');

/** Many values of one scalar type. */
export function arrayOf<
  Kind extends ScalarKind,
  const Versions extends VersionText,
  const Options extends FieldOptions<readonly ValueOfKind[Kind][]> = object,
>(kind: Kind, versions: Versions, options?: Options) {
  return declare<ValueOfKind[Kind][] | NullOf<Options>, IsNeeded<Versions, Options>>(
    { kind: 'array', element: { kind } },
    versions,
    options,
  );
}

export function struct<
  Inner extends Fields,
  const Versions extends VersionText,
  const Options extends FieldOptions<never> = object,
>(
  fields: Inner,
  versions: Versions,
  options?: Options,
): StructField<Inner, NullOf<Options>, IsNeeded<Versions, Options>> {
  return declare({ kind: 'struct', fields }, versions, options);
}

/** Many structs of the same fields. */
export function structs<
  Inner extends Fields,
  const Versions extends VersionText,
  const Options extends FieldOptions<never> = object,
>(
  fields: Inner,
  versions: Versions,
  options?: Options,
): StructArrayField<Inner, NullOf<Options>, IsNeeded<Versions, Options>> {
  return declare({ kind: 'array', element: { kind: 'struct', fields } }, versions, options);
}
