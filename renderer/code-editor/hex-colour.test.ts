import { expect, it } from 'vitest';
import { fullHexColour } from './hex-colour.ts';

it.each([
  ['#fff', '#ffffff'],
  [' #1a2 ', '#11aa22'],
  ['#6f9f', '#66ff99ff'],
  ['#6f9bff24', '#6f9bff24'],
])('%s is %s', (colour, full) => expect(fullHexColour(colour)).toBe(full));
