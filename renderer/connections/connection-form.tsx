import { FieldRow, Segmented, Select, TextInput } from '../ui/field.tsx';
import type { ConnectionFields } from './connection-form-state.ts';
import styles from './connections-dialog.module.css';

interface ConnectionFormProps {
  fields: ConnectionFields;
  onChange: (changes: Partial<ConnectionFields>) => void;
}

const mechanismOptions = [
  { value: 'none', label: 'None' },
  { value: 'plain', label: 'PLAIN' },
  { value: 'scram-sha-256', label: 'SCRAM-SHA-256' },
  { value: 'scram-sha-512', label: 'SCRAM-SHA-512' },
] as const;

export function ConnectionForm({ fields, onChange }: ConnectionFormProps) {
  const text = (name: 'name' | 'brokers' | 'prefix' | 'serverName' | 'username') => ({
    value: fields[name],
    onChange: ({ target }: { target: { value: string } }) => onChange({ [name]: target.value }),
  });
  return (
    <>
      <fieldset className={styles.group}>
        <legend>Where</legend>
        <FieldRow label="Name">{(ids) => <TextInput {...ids} {...text('name')} />}</FieldRow>
        <FieldRow label="Brokers" hint="One is enough; the others are found through it.">
          {(ids) => <TextInput {...ids} mono {...text('brokers')} />}
        </FieldRow>
        <FieldRow label="Prefix" hint="in front of topics and groups, to set runs apart; may be empty">
          {(ids) => <TextInput {...ids} mono {...text('prefix')} />}
        </FieldRow>
      </fieldset>
      <fieldset className={styles.group}>
        <legend>Encryption</legend>
        <FieldRow label="Mode">
          {() => (
            <Segmented
              label="Encryption"
              value={fields.encryption}
              onChange={(encryption) => onChange({ encryption })}
              options={[
                { value: 'none', label: 'None' },
                { value: 'tls', label: 'TLS' },
                { value: 'mtls', label: 'mTLS' },
              ]}
            />
          )}
        </FieldRow>
        {fields.encryption !== 'none' && (
          <>
            <Pem
              label="CA"
              hint="PEM; empty: the system’s authorities"
              value={fields.ca}
              onChange={(ca) => onChange({ ca })}
            />
            <FieldRow label="Server name" hint="where it isn’t the broker’s host">
              {(ids) => <TextInput {...ids} mono {...text('serverName')} />}
            </FieldRow>
            <FieldRow label="Host name">
              {() => (
                <Segmented
                  label="Host name"
                  value={fields.verifyHostName ? 'checked' : 'ignored'}
                  onChange={(choice) => onChange({ verifyHostName: choice === 'checked' })}
                  options={[
                    { value: 'checked', label: 'Checked' },
                    { value: 'ignored', label: 'Not checked' },
                  ]}
                />
              )}
            </FieldRow>
          </>
        )}
        {fields.encryption === 'mtls' && (
          <>
            <Pem label="Certificate" hint="PEM" value={fields.cert} onChange={(cert) => onChange({ cert })} />
            <Pem
              label="Private key"
              hint={fields.known.key ? 'known; empty: it stays' : 'PEM'}
              value={fields.key}
              onChange={(key) => onChange({ key })}
            />
            <Secret
              label="Passphrase"
              known={fields.known.passphrase}
              value={fields.passphrase}
              onChange={(passphrase) => onChange({ passphrase })}
            />
          </>
        )}
      </fieldset>
      <fieldset className={styles.group}>
        <legend>Sign in</legend>
        <FieldRow label="SASL">
          {(ids) => (
            <Select
              {...ids}
              value={fields.mechanism}
              options={mechanismOptions}
              onChange={(mechanism) => onChange({ mechanism })}
            />
          )}
        </FieldRow>
        {fields.mechanism !== 'none' && (
          <>
            <FieldRow label="User">{(ids) => <TextInput {...ids} mono {...text('username')} />}</FieldRow>
            <Secret
              label="Password"
              known={fields.known.password}
              value={fields.password}
              onChange={(password) => onChange({ password })}
            />
          </>
        )}
      </fieldset>
    </>
  );
}

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

function Pem({ label, hint, value, onChange }: TextFieldProps & { hint: string }) {
  return (
    <FieldRow label={label} hint={hint}>
      {(ids) => (
        <textarea
          {...ids}
          className={styles.pem}
          spellCheck={false}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </FieldRow>
  );
}

function Secret({ label, known, value, onChange }: TextFieldProps & { known: boolean }) {
  return (
    <FieldRow label={label}>
      {(ids) => (
        <TextInput
          {...ids}
          type="password"
          placeholder={known ? 'known; empty: it stays' : ''}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </FieldRow>
  );
}
