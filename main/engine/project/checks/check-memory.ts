import { compileSchema, type CompiledSchema } from '../../../json-schema/index.ts';
import { analyzeHandler, type AnalyzedHandler } from '../handlers/index.ts';

/** Longest time that checking keeps other work waiting, give or take one file. */
const longestStretchMs = 10;

/** What checking found out about single files, so that only files that have changed are looked into again. */
export class CheckMemory {
  private handlers = new Map<string, { text: string; analyzed: AnalyzedHandler }>();
  private readonly schemas = new WeakMap<object, CompiledSchema>();
  private stretchBeganMs = 0;

  /** Handler files by path, analyzed; other work gets its turn between files. */
  async analyze(handlers: ReadonlyMap<string, string>): Promise<Map<string, AnalyzedHandler>> {
    const known = this.handlers;
    const remembered = new Map<string, { text: string; analyzed: AnalyzedHandler }>();
    const result = new Map<string, AnalyzedHandler>();
    this.stretchBeganMs = performance.now();
    for (const [file, text] of handlers) {
      const former = known.get(file);
      const analyzed = former?.text === text ? former.analyzed : analyzeHandler(file, text);
      remembered.set(file, { text, analyzed });
      result.set(file, analyzed);
      await this.letOthers();
    }
    this.handlers = remembered;
    return result;
  }

  async compile(schema: unknown): Promise<CompiledSchema> {
    if (typeof schema !== 'object' || schema === null) return compileSchema(schema);
    const compiled = this.schemas.get(schema) ?? compileSchema(schema);
    this.schemas.set(schema, compiled);
    await this.letOthers();
    return compiled;
  }

  private async letOthers(): Promise<void> {
    if (performance.now() - this.stretchBeganMs < longestStretchMs) return;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    this.stretchBeganMs = performance.now();
  }
}
