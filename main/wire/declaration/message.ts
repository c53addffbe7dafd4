import { WireReader } from '../primitives/wire-reader.ts';
import { WireWriter } from '../primitives/wire-writer.ts';
import { wireFault } from '../wire-fault.ts';
import { type Codec, structCodec } from './codec.ts';
import type { Fields, InputOf, ValueOf } from './field.ts';
import { parseVersionRange, type VersionRange, type VersionText } from './version-range.ts';

/** A message of the protocol, from one declaration: its type, and both directions at every version. */
export interface Message<F extends Fields = Fields> {
  readonly name: string;
  readonly fields: F;
  readonly versions: VersionRange;
  /** The first flexible version (KIP-482); Infinity where there is none. */
  readonly flexibleFrom: number;
  /** @throws WireFault where the value has no form in this version */
  encode(value: InputOf<F>, version: number): Uint8Array;
  /** @throws WireFault, also where bytes are left over */
  decode(source: Uint8Array, version: number): ValueOf<F>;
  /** As `encode`, but after what the writer already holds. */
  write(writer: WireWriter, value: InputOf<F>, version: number): void;
  /** As `decode`, but from where the reader stands, leaving the rest. */
  read(reader: WireReader, version: number): ValueOf<F>;
}

/** The decoded form of a message. */
export type MessageValue<M> = M extends Message<infer F> ? ValueOf<F> : never;
/** What the encoder of a message takes. */
export type MessageInput<M> = M extends Message<infer F> ? InputOf<F> : never;

export interface MessageDeclaration<F extends Fields> {
  readonly name: string;
  readonly versions: VersionText;
  /** Absent: no version is flexible. */
  readonly flexible?: VersionText;
  readonly fields: F;
}

/** Declares a message. The codec of a version is made when it is first used, and kept. */
export function defineMessage<F extends Fields>(declaration: MessageDeclaration<F>): Message<F> {
  const { name, fields } = declaration;
  const versions = parseVersionRange(declaration.versions);
  const flexibleFrom = declaration.flexible === undefined ? Infinity : parseVersionRange(declaration.flexible).min;
  const codecs: (Codec<Record<string, unknown>> | undefined)[] = [];

  function codecOf(version: number): Codec<Record<string, unknown>> {
    const known = codecs[version];
    if (known !== undefined) return known;
    if (!Number.isInteger(version) || version < versions.min || version > versions.max) {
      throw wireFault('unsupported-version', `${name} has no version ${version}`);
    }
    const made = structCodec(fields, version, version >= flexibleFrom, name);
    codecs[version] = made;
    return made;
  }

  function write(writer: WireWriter, value: InputOf<F>, version: number): void {
    codecOf(version).encode(writer, value);
  }

  function read(reader: WireReader, version: number): ValueOf<F> {
    return codecOf(version).decode(reader) as ValueOf<F>;
  }

  return {
    name,
    fields,
    versions,
    flexibleFrom,
    write,
    read,
    encode(value, version) {
      const writer = new WireWriter(256);
      write(writer, value, version);
      return writer.takeBytes();
    },
    decode(source, version) {
      const reader = new WireReader(source);
      const value = read(reader, version);
      if (reader.remaining > 0) {
        throw wireFault('trailing-bytes', `${name} v${version} ends ${reader.remaining} bytes before its bytes do`);
      }
      return value;
    },
  };
}
