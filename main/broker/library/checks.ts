import { BrokerError } from './public.ts';

/** What is wrong with a value, if something is. */
export type Check = (value: unknown) => string | undefined;

export const wholeNumber =
  (minimum: number, maximum: number): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum
      ? undefined
      : `must be a whole number from ${minimum} to ${maximum}`;
export const text: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'must be a text');
export const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
export const largest = 2 ** 31 - 1;

/**
 * Checks each option that is given. One that nobody knows would else be a default in silence.
 * @throws BrokerError `invalid-option`
 */
export function checkAll(owner: string, given: unknown, checks: Readonly<Record<string, Check>>): void {
  if (typeof given !== 'object' || given === null) {
    throw new BrokerError('invalid-option', `the options of ${owner} must be an object`);
  }
  for (const [name, value] of Object.entries(given)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!check) {
      const known = Object.keys(checks).join(', ');
      throw new BrokerError('invalid-option', `${owner} has no option ${name}; it has ${known}`);
    }
    const problem = value === undefined ? undefined : check(value);
    if (problem !== undefined) throw new BrokerError('invalid-option', `${name} of ${owner} ${problem}`);
  }
}
