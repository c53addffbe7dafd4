import { memo } from 'react';
import type { RecordPreview } from '../../shared/contract/index.ts';
import styles from './json-tree.module.css';
import { valueParts } from './value-parts.ts';

interface ValueTextProps {
  text: string;
  form: RecordPreview['valueForm'];
}

/** A value in one line, JSON in the colours of code. */
export const ValueText = memo(function ValueText({ text, form }: ValueTextProps) {
  if (form !== 'json') return text;
  return valueParts(text).map(({ kind, text: part }, index) => (
    // The place is what a part is known by.
    // oxlint-disable-next-line react/no-array-index-key
    <span key={index} className={kind === 'plain' ? undefined : styles[kind]}>
      {part}
    </span>
  ));
});
