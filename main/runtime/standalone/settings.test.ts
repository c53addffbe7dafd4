import { describe, expect, it } from 'vitest';
import { readSettings, SettingsError } from './settings.ts';

function problemsOf(environment: Record<string, string>): string {
  try {
    readSettings(environment, 'orders');
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error('the environment was taken');
}

describe('the settings of a service', () => {
  it('need no more than brokers', () => {
    expect(readSettings({ KAFKA_BROKERS: 'one:9092, two:9093' }, 'orders')).toMatchObject({
      connection: { brokers: ['one:9092', 'two:9093'], clientId: 'orders' },
      prefix: '',
      logLevel: 'info',
      healthPort: 8081,
      httpPort: 8080,
    });
  });

  it('take what is set to nothing for not set', () => {
    expect(readSettings({ KAFKA_BROKERS: 'one:9092', SEED: '', LOG_LEVEL: '' }, 'orders').seed).toBeUndefined();
  });

  it('name everything that is wrong at once, and no value', () => {
    const problems = problemsOf({ HEALTH_PORT: '70000', LOG_LEVEL: 'loud', SEED: 'hunter2' });
    for (const variable of ['KAFKA_BROKERS', 'HEALTH_PORT', 'LOG_LEVEL', 'SEED']) expect(problems).toContain(variable);
    expect(problems).not.toContain('hunter2');
  });

  it('want a login whole', () => {
    expect(problemsOf({ KAFKA_BROKERS: 'one:9092', KAFKA_SASL_MECHANISM: 'plain' })).toContain('KAFKA_SASL_PASSWORD');
    const sasl = { KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_SASL_USERNAME: 'shop', KAFKA_SASL_PASSWORD: 'secret' };
    expect(readSettings({ KAFKA_BROKERS: 'one:9092', ...sasl }, 'orders').connection.sasl).toEqual({
      mechanism: 'scram-sha-512',
      username: 'shop',
      password: 'secret',
    });
  });

  it('show handlers their own variables alone', () => {
    const environment = { KAFKA_BROKERS: 'one:9092', HANDLER_API_URL: 'https://cards.example', HOME: '/home/shop' };
    expect(readSettings(environment, 'orders').handlerEnvironment).toEqual({ API_URL: 'https://cards.example' });
  });
});
