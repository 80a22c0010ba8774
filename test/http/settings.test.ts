import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SettingsError, envExample, isLoopback, readSettings } from '../../src/settings.ts';

const why = (env: Record<string, string>) => {
  try {
    readSettings(env);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message;
  }
};

test('settings, none given: a demonstration on the own machine', () => {
  const settings = readSettings({});
  expect(settings).toMatchObject({ HANDOVER_HOST: '127.0.0.1', HANDOVER_PORT: 3000, identity: 'demo' });
});

describe('demo identity, where anybody could reach it: refused with a sentence that names the setting', () => {
  test.each([
    ['in production', { NODE_ENV: 'production' }],
    ['on every address', { HANDOVER_HOST: '0.0.0.0' }],
    ['under a public address', { HANDOVER_PUBLIC_URL: 'https://handover.example.com' }],
    ['behind a proxy', { HANDOVER_TRUSTED_PROXIES: '1' }],
  ])('%s', (_, env) => {
    expect(why({ ...env, HANDOVER_IDENTITY: 'demo' })).toMatch(/^The setting HANDOVER_IDENTITY must not be demo/);
    expect(why(env)).toMatch(/^The setting HANDOVER_OIDC_ISSUER is missing/);
    const oidc = { ...env, HANDOVER_OIDC_ISSUER: 'https://login.example.com', HANDOVER_OIDC_AUDIENCE: 'handover' };
    expect(readSettings(oidc).identity).toBe('oidc');
  });
});

test.each([
  ['HANDOVER_PORT', '70000'],
  ['HANDOVER_PORT', 'x'],
  ['HANDOVER_INTEGRITY_SCHEDULE', '61 * * * *'],
  ['HANDOVER_INTEGRITY_SCHEDULE', '0 24 * * *'],
  ['HANDOVER_SUMMARY_SCHEDULE', '0 8 5-1 * *'],
  ['HANDOVER_SUMMARY_SCHEDULE', '*/0 8 * * *'],
  ['HANDOVER_SUMMARY_SCHEDULE', '0 8 * mon *'],
  ['HANDOVER_TOKEN', 'two words'],
  ['HANDOVER_DATABASE_URL', 'mysql://db'],
  ['HANDOVER_IDENTITY', 'none'],
  ['HANDOVER_PUBLIC_URL', 'ftp://x'],
  ['HANDOVER_SMTP_URL', 'mail'],
])('the setting %s, given as %s: one sentence that names it', (name, value) => {
  const sentence = why({ [name]: value });
  expect(sentence).toContain(name);
  expect(sentence.split('\n')).toHaveLength(1);
});

test.each(['off', '0 9 1 1,4,7,10 *', '*/15,59 8-18/2 * jan-JUN mon-fri', '0 0 31 12 7'])(
  'the schedule %s: is one',
  (cron) => {
    expect(readSettings({ HANDOVER_SUMMARY_SCHEDULE: cron }).HANDOVER_SUMMARY_SCHEDULE).toBe(cron);
  },
);

test('an empty value: counts as absent', () => {
  expect(readSettings({ HANDOVER_PORT: '', HANDOVER_OIDC_ISSUER: '' }).HANDOVER_PORT).toBe(3000);
});

test('loopback addresses, told from others: by host', () => {
  expect(['127.0.0.1', '127.9.9.9', 'localhost', '::1', '[::1]'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '::', '10.0.0.1', '127.evil.example', '127.999.0.1', ''].some(isLoopback)).toBe(false);
});

test('.env.example, held against the table of settings: is the same', () => {
  expect(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')).toBe(envExample());
});
