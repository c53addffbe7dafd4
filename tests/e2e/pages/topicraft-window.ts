import type { Locator, Page } from '@playwright/test';
import { Canvas } from './canvas.ts';
import { CodeEditor } from './code-editor.ts';
import { CommandPalette } from './command-palette.ts';
import { ConnectionsDialog } from './connections-dialog.ts';
import { EventLife } from './event-life.ts';
import { EventsPanel } from './events-panel.ts';
import { ExportDialog } from './export-dialog.ts';
import { Inspector } from './inspector.ts';
import { RunControls } from './run-controls.ts';
import { TracesPanel } from './traces-panel.ts';
import { Trust } from './trust.ts';
import { WelcomePage } from './welcome-page.ts';

/** The whole window, by what stands in it. */
export class TopicraftWindow {
  readonly page: Page;
  readonly welcome: WelcomePage;
  readonly run: RunControls;
  readonly canvas: Canvas;
  readonly inspector: Inspector;
  readonly events: EventsPanel;
  readonly life: EventLife;
  readonly traces: TracesPanel;
  readonly code: CodeEditor;
  readonly palette: CommandPalette;
  readonly connections: ConnectionsDialog;
  readonly exporting: ExportDialog;
  readonly trust: Trust;
  readonly explorer: Locator;
  readonly status: Locator;
  readonly messages: Locator;
  readonly logs: Locator;
  readonly problems: Locator;
  readonly titleBar: Locator;
  /** Beside the project's name, while something isn't on disk. */
  readonly edited: Locator;

  constructor(page: Page) {
    this.page = page;
    this.welcome = new WelcomePage(page);
    this.run = new RunControls(page);
    this.canvas = new Canvas(page);
    this.inspector = new Inspector(page);
    this.events = new EventsPanel(page);
    this.life = new EventLife(page);
    this.traces = new TracesPanel(page);
    this.code = new CodeEditor(page);
    this.palette = new CommandPalette(page);
    this.connections = new ConnectionsDialog(page);
    this.exporting = new ExportDialog(page);
    this.trust = new Trust(page);
    this.explorer = page.getByRole('navigation', { name: 'Explorer' });
    this.status = page.getByRole('contentinfo', { name: 'Status' });
    this.messages = page.getByRole('log', { name: 'Messages' });
    this.logs = page.getByRole('log', { name: 'Logs' });
    this.problems = page.getByRole('list', { name: 'Problems' });
    this.titleBar = page.getByRole('banner', { name: 'Title bar' });
    this.edited = this.titleBar.getByText('Edited', { exact: true });
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name });
  }

  /** Of the bottom panel or the right one. */
  tab(name: string | RegExp): Locator {
    return this.page.getByRole('tab', { name });
  }

  treeRow(name: string): Locator {
    return this.explorer.getByRole('treeitem', { name });
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+s');
    await this.edited.waitFor({ state: 'detached' });
  }

  /** By the command palette, as anything can be done. */
  async perform(action: string): Promise<void> {
    await this.palette.run(action);
  }
}
