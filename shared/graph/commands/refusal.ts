import type { Place } from '../diagnostic.ts';
import type { CommandCode, CommandRefusal } from './command.ts';
import type { Delta } from './delta.ts';

/** What a command would do, or why it may not. */
export type Planned = { delta: Delta } | { refusal: CommandRefusal };

export function refuse(code: CommandCode, place: Place, message: string, remedy: string): { refusal: CommandRefusal } {
  return { refusal: { code, severity: 'error', message, place, remedy } };
}

export function refuseMissing(what: string, id: string): { refusal: CommandRefusal } {
  return refuse(
    'element-missing',
    { element: id },
    `There is no ${what} ${JSON.stringify(id)}.`,
    'It may have been removed meanwhile; repeat the edit on what is there now.',
  );
}

export function refuseMissingFile(file: string): { refusal: CommandRefusal } {
  return refuse('file-missing', { file }, `There is no handler file ${file}.`, 'Write the file first.');
}
