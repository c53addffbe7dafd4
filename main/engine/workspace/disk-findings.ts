import type { Diagnostic } from '../../../shared/graph/index.ts';

export function conflictFinding(file: string): Diagnostic {
  return {
    code: 'file-changed-on-disk',
    severity: 'error',
    message: `${file} was changed on disk while it had unsaved edits here.`,
    place: { file },
    remedy: 'Choose which of the two to keep, then save again.',
  };
}

export function journalFinding(error: unknown): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: 'journal-unwritable',
    severity: 'warning',
    message: `Unsaved edits would not outlive a crash: ${reason}`,
    place: {},
    remedy: 'Save often, and check the space and the permissions of Topicraft’s own folder.',
  };
}
