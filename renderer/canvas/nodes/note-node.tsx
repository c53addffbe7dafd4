import { NodeResizer, type NodeProps } from '@xyflow/react';
import { memo } from 'react';
import type { NoteFlowNode } from '../model/flow-elements.ts';
import { smallestNote } from '../model/node-size.ts';
import { useResizeNote } from '../use-resize-note.ts';
import { NodeShell } from './node-shell.tsx';
import { nodeLabel } from './node-words.ts';
import styles from './node.module.css';

export const NoteNode = memo(function NoteNode({ id, data, selected }: NodeProps<NoteFlowNode>) {
  const { node } = data;
  const resize = useResizeNote(id);
  return (
    <>
      <NodeResizer
        isVisible={selected}
        minWidth={smallestNote.width}
        minHeight={smallestNote.height}
        handleClassName={styles.resizeHandle ?? ''}
        lineClassName={styles.resizeLine ?? ''}
        onResizeEnd={(_event, { x, y, width, height }) => resize({ x, y, width, height })}
      />
      <NodeShell
        id={id}
        kind="note"
        label={nodeLabel(node, undefined, selected)}
        tone="plain"
        selected={selected}
        inPorts={false}
        outPorts={false}
      >
        <strong className={`${styles.noteName} cut`}>{node.name}</strong>
        <p className={styles.noteText}>{node.text}</p>
      </NodeShell>
    </>
  );
});
