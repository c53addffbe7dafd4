import { FileInput, FolderOpen, Folder, Plus, TriangleAlert, X, type LucideIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Example, RecentProject } from '../../shared/contract/index.ts';
import { actionOf } from '../actions/all-actions.ts';
import { perform } from '../actions/action.ts';
import { openFolder } from '../actions/file-actions.ts';
import { strokeText } from '../actions/keys.ts';
import { useApp, useProjectState } from '../state/app-state.ts';
import { IconButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Icon } from '../ui/icon.tsx';
import { agoText } from '../ui/ago-text.ts';
import { BrandMark } from './brand-mark.tsx';
import { ExamplePicture } from './example-picture.tsx';
import bar from './title-bar.module.css';
import { PaletteButton, WindowButtons } from './title-bar.tsx';
import styles from './welcome.module.css';

/** The first screen: start, examples, recent projects. */
export function Welcome() {
  const { info, settings } = useApp();
  const theme = useStore(settings, (state) => state.theme);
  const isOpening = useProjectState(({ phase }) => phase === 'opening');
  return (
    <div className={styles.window}>
      <header className={bar.bar}>
        <div className={bar.start}>
          <BrandMark />
          <b>Topicraft</b>
        </div>
        <span />
        <div className={bar.end}>
          <PaletteButton />
          <WindowButtons />
        </div>
      </header>
      <main className={styles.page} aria-busy={isOpening}>
        <h1 className={styles.title}>
          <BrandMark size={24} /> Draw it, run it, follow every event
        </h1>
        <p className={styles.lead}>A Kafka broker is built in. Nothing else to install.</p>
        <OpenProblems />
        <div className={styles.columns}>
          <section aria-label="Start">
            <h2 className={styles.head}>Start</h2>
            <StartButton
              id="file.new"
              icon={Plus}
              title="New project"
              text="An empty canvas in a folder of your choice"
            />
            <StartButton
              id="file.open"
              icon={FolderOpen}
              title="Open a folder"
              text="Any folder with a topicraft.json"
            />
            <StartButton
              id="file.import-asyncapi"
              icon={FileInput}
              title="Import a document"
              text="AsyncAPI 3, as YAML or JSON"
            />
          </section>
          <div>
            <Examples />
            <Recents />
          </div>
        </div>
      </main>
      <footer className={styles.foot}>
        <span>Version {info.version}</span>
        <span>{theme === 'system' ? 'Theme: follows the system' : `Theme: ${theme}`}</span>
      </footer>
    </div>
  );
}

function OpenProblems() {
  const problems = useProjectState(({ openProblems }) => openProblems);
  return problems.map(({ message, remedy }) => (
    <p key={message} className={styles.problem} role="alert">
      <Icon icon={TriangleAlert} size={14} /> {message} {remedy}
    </p>
  ));
}

function StartButton({ id, icon, title, text }: { id: string; icon: LucideIcon; title: string; text: string }) {
  const app = useApp();
  const action = actionOf(id);
  const stroke = action?.keys?.[0];
  return (
    <button type="button" className={styles.start} onClick={() => action && perform(action, app)}>
      <Icon icon={icon} />
      <span>
        <b>{title}</b>
        <small>{text}</small>
      </span>
      {stroke !== undefined && <kbd className={bar.key}>{strokeText(stroke)}</kbd>}
    </button>
  );
}

function Examples() {
  const { client, project, view } = useApp();
  const [examples, setExamples] = useState<readonly Example[]>();
  useEffect(() => {
    client.application.examples().then(setExamples, () => setExamples([]));
  }, [client]);
  return (
    <section aria-label="Examples">
      <h2 className={styles.head}>Start from an example</h2>
      <div className={styles.cards}>
        {examples?.map((example) => (
          <button
            key={example.name}
            type="button"
            className={styles.card}
            onClick={() => void project.openExample(example.name)}
          >
            <ExamplePicture name={example.name} />
            <b>{example.title}</b>
            <small>{example.description}</small>
          </button>
        ))}
        <button type="button" className={styles.card} onClick={() => view.showDialog('new-project')}>
          <ExamplePicture name="empty" />
          <b>Empty</b>
          <small>A canvas and a broker. Press A to add a node.</small>
        </button>
      </div>
    </section>
  );
}

function Recents() {
  const app = useApp();
  const [recents, setRecents] = useState<readonly RecentProject[]>();
  const [nowMs] = useState(Date.now);
  useEffect(() => {
    app.client.application.recentProjects().then(setRecents, () => setRecents([]));
  }, [app]);
  const forget = (folder: string): void => {
    app.client.application.forgetRecent({ folder }).then(setRecents, () => undefined);
  };
  return (
    <section aria-label="Recent projects">
      <h2 className={styles.head}>Recent</h2>
      <div className={styles.recents}>
        {recents?.length === 0 && (
          <EmptyState title="No project yet">Open an example, and it appears here the next time.</EmptyState>
        )}
        {recents?.map(({ folder, name, openedMs, exists }) => (
          <div key={folder} className={styles.recent}>
            <button type="button" disabled={!exists} onClick={() => void openFolder(app, folder)}>
              <Icon icon={Folder} />
              <b className="cut">{name}</b>
              <span className="mono cut">{folder}</span>
              {exists ? (
                <span className={styles.ago}>{agoText(openedMs, nowMs)}</span>
              ) : (
                <span className={styles.missing}>
                  <Icon icon={TriangleAlert} size={14} /> Folder not found
                </span>
              )}
            </button>
            <IconButton icon={X} size="small" label={`Forget ${name}`} onClick={() => forget(folder)} />
          </div>
        ))}
      </div>
    </section>
  );
}
