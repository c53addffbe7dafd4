import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

export const scramMechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
export type ScramMechanism = (typeof scramMechanisms)[number];

/** What a broker knows of a password: enough to check a proof, too little to make one (RFC 5802). */
export interface ScramCredential {
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
}

const hashes = {
  'SCRAM-SHA-256': { hash: 'sha256', byteLength: 32 },
  'SCRAM-SHA-512': { hash: 'sha512', byteLength: 64 },
} as const;

/** RFC 7677 asks for so many at least; Kafka takes no fewer, and no more than `mostScramIterations`. */
export const fewestScramIterations = 4096;
export const mostScramIterations = 16_384;
const saltBytes = 24;

/** Kafka's numbers of the mechanisms (KIP-554); undefined for any other. */
export function scramMechanismOf(type: number): ScramMechanism | undefined {
  return type >= 1 ? scramMechanisms[type - 1] : undefined;
}

export function scramMechanismType(mechanism: ScramMechanism): number {
  return scramMechanisms.indexOf(mechanism) + 1;
}

/** A credential with fresh salt. The password is taken as it is: Kafka knows no SASLprep. */
export function makeScramCredential(mechanism: ScramMechanism, password: string): ScramCredential {
  const salt = randomBytes(saltBytes);
  return scramCredentialFrom(mechanism, {
    salt,
    iterations: fewestScramIterations,
    saltedPassword: saltPassword(mechanism, password, salt, fewestScramIterations),
  });
}

/** A credential of a password that the client has salted itself (KIP-554). */
export function scramCredentialFrom(
  mechanism: ScramMechanism,
  { salt, iterations, saltedPassword }: { salt: Uint8Array; iterations: number; saltedPassword: Uint8Array },
): ScramCredential {
  return {
    salt: salt.slice(),
    iterations,
    storedKey: scramHash(mechanism, scramHmac(mechanism, saltedPassword, 'Client Key')),
    serverKey: scramHmac(mechanism, saltedPassword, 'Server Key'),
  };
}

export function scramHmac(mechanism: ScramMechanism, key: Uint8Array, text: string): Uint8Array {
  return createHmac(hashes[mechanism].hash, key).update(text).digest();
}

export function scramHash(mechanism: ScramMechanism, bytes: Uint8Array): Uint8Array {
  return createHash(hashes[mechanism].hash).update(bytes).digest();
}

function saltPassword(mechanism: ScramMechanism, password: string, salt: Uint8Array, iterations: number): Uint8Array {
  const { hash, byteLength } = hashes[mechanism];
  return pbkdf2Sync(password, salt, iterations, byteLength, hash);
}
