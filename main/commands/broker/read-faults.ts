import { readFile } from 'node:fs/promises';
import { faultProblems, type FaultPlan } from '../../broker/index.ts';
import { faultPlanSchema } from '../../../shared/contract/index.ts';
import type { Diagnostic } from '../../../shared/graph/index.ts';

/** What stands in a file of faults, or what is wrong with it. */
export type ReadFaults = { ok: true; plan: FaultPlan } | { ok: false; diagnostics: readonly Diagnostic[] };

/**
 * Reads the file of `topicraft broker --faults`: JSON, as docs/broker-faults.md has it.
 * @param name as the user wrote it, for the diagnostics
 * @throws Error where the file can't be read
 */
export async function readFaults(file: string, name: string): Promise<ReadFaults> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Error('The file of --faults cannot be read', { cause: error });
  });
  const mistake = (code: string, field: string, message: string, remedy: string): Diagnostic => ({
    code,
    severity: 'error',
    message: field === '' ? message : `${field}: ${message}`,
    place: { file: name },
    remedy,
  });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, diagnostics: [mistake('faults.not-json', '', reason, 'Write it as JSON: {"faults": [ … ]}.')] };
  }
  const parsed = faultPlanSchema.safeParse(content);
  if (!parsed.success) {
    const remedy = 'See docs/broker-faults.md for what stands there.';
    const diagnostics = parsed.error.issues.map((issue) =>
      mistake('faults.malformed', issue.path.join('.'), issue.message, remedy),
    );
    return { ok: false, diagnostics };
  }
  const problems = faultProblems(parsed.data);
  if (problems.length === 0) return { ok: true, plan: parsed.data };
  return {
    ok: false,
    diagnostics: problems.map(({ field, message, remedy }) => mistake('faults.mistake', field, message, remedy)),
  };
}
