import type { OpenProject } from './open-project.ts';

/** The projects that are open, by id. Owns them. */
export class OpenProjects {
  private readonly byId = new Map<string, OpenProject>();

  find(id: string): OpenProject | undefined {
    return this.byId.get(id);
  }

  async closeAll(): Promise<void> {
    const all = [...this.byId.values()];
    this.byId.clear();
    for (const project of all) await project.close();
  }
}
