import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const preferencesSchema = z.object({
  /** Whether the app asks by itself for newer versions. */
  checksForUpdates: z.boolean().default(true),
});
export type ShellPreferences = z.infer<typeof preferencesSchema>;

/** What a person has chosen for the shell itself; what concerns projects is the engine's. A file that can't be read is as good as none. */
export class PreferencesFile {
  private readonly file: string;
  private current: ShellPreferences;

  constructor(file: string) {
    this.file = file;
    this.current = read(file);
  }

  get values(): ShellPreferences {
    return this.current;
  }

  /** @throws where it can't be kept; it counts until the app ends */
  change(changes: Partial<ShellPreferences>): void {
    this.current = { ...this.current, ...changes };
    const temporary = `${this.file}.${process.pid}.tmp`;
    mkdirSync(path.dirname(this.file), { recursive: true });
    writeFileSync(temporary, JSON.stringify(this.current));
    renameSync(temporary, this.file);
  }
}

function read(file: string): ShellPreferences {
  try {
    return preferencesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return preferencesSchema.parse({});
  }
}
