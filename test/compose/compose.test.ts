import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { VERBS } from '../../src/cli/program.ts';
import { readSettings, readValues } from '../../src/settings.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const text = readFileSync(root('docker-compose.yml'), 'utf8');
const document: unknown = parse(text, { merge: true });

const service = z.looseObject({
  image: z.string(),
  build: z.string().optional(),
  restart: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  read_only: z.boolean().optional(),
  configs: z.array(z.unknown()).default([]),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).default([]),
});
const compose = z.looseObject({ services: z.record(z.string(), service) }).parse(document);
const services = Object.entries(compose.services);
const isJob = ([, { restart }]: (typeof services)[number]) => restart.startsWith('on-failure');
const longRunning = services.filter((one) => !isJob(one));
const ours = services.filter(([, { build }]) => build !== undefined);

/** The variables of the file, each with what stands behind its name (`:?…`, `:-…` or nothing). */
const variables = [...text.replaceAll('$$', '').matchAll(/\$\{?(\w+)([^}]*)\}?/g)].map(([, name = '', rest = '']) => ({
  name,
  rest,
}));

const documented = new Set([...readFileSync(root('.env.example'), 'utf8').matchAll(/^# (\w+)=/gm)].map((m) => m[1]));

test('the compose file, against the specification: is one', () => {
  const schema: unknown = JSON.parse(readFileSync(root('test/support/compose-spec.json'), 'utf8'));
  const check = new Ajv2020({ strict: false, validateFormats: false }).compile(
    z.record(z.string(), z.unknown()).parse(schema),
  );
  expect(check(document), JSON.stringify(check.errors)).toBe(true);
  expect(check({ services: { a: { image: 1 } } })).toBe(false);
});

test('the services, as the production shape names them: each waits for what it needs', () => {
  const waits = (name: string) =>
    Object.fromEntries(
      Object.entries(compose.services[name]?.depends_on ?? {}).map(([on, { condition }]) => [on, condition]),
    );
  const done = 'service_completed_successfully';
  expect(waits('temporal-schema')).toEqual({ postgres: 'service_healthy' });
  expect(waits('temporal')).toEqual({ 'temporal-schema': done });
  expect(waits('temporal-namespace')).toEqual({ temporal: 'service_healthy' });
  expect(waits('temporal-ui')).toEqual({ temporal: 'service_healthy' });
  expect(waits('migrate')).toEqual({ postgres: 'service_healthy' });
  for (const name of ['api', 'worker']) expect(waits(name)).toEqual({ migrate: done, 'temporal-namespace': done });
});

test('a service that runs on: has a health check and comes back; a job: does not run for ever', () => {
  expect(longRunning.map(([name]) => name).sort()).toEqual(['api', 'postgres', 'temporal', 'temporal-ui', 'worker']);
  for (const [name, { healthcheck, restart }] of longRunning) {
    expect(healthcheck?.test.length, name).toBeGreaterThan(1);
    expect(restart, name).toBe('unless-stopped');
  }
});

test('variables of the file, all of them: are in .env.example; a secret is never written out and never has a default', () => {
  expect(variables.length).toBeGreaterThan(10);
  for (const { name, rest } of variables) {
    expect(documented, name).toContain(name);
    if (/PASSWORD|SMTP/.test(name)) expect(rest, name).toMatch(/^:\?/);
  }
  for (const [name, { environment }] of services)
    for (const [key, value] of Object.entries(environment))
      if (/PASSWORD|PWD|TOKEN|SECRET/.test(key)) expect(value, `${name} ${key}`).toMatch(/^\$\{\w+:\?[^}]*\}$/);
  // An address with a password in it takes the password from a variable.
  for (const [, password] of text.matchAll(/\w+:\/\/\w+:([^@\n]*)@/g)) expect(password).toMatch(/^\$\{/);
});

test('images, all of them: are pinned to a version', () => {
  for (const [name, { image }] of services) expect(image, name).toMatch(/:\d+\.\d+/);
  for (const [, image] of readFileSync(root('Dockerfile'), 'utf8').matchAll(/^FROM (\S+:\S+)/gm))
    expect(image).toMatch(/:\d+\.\d+\.\d+-/);
});

test('what the engine’s own containers may: nothing but read, as somebody who is not root, and only the API is published', () => {
  expect(ours.map(([name]) => name).sort()).toEqual(['api', 'migrate', 'temporal-namespace', 'worker']);
  for (const [name, one] of ours) expect(one, name).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  for (const [name, { security_opt, read_only, configs }] of services) {
    expect(security_opt, name).toContain('no-new-privileges:true');
    // Docker can't copy a config that is written out in the file into a read-only container (docker/compose issue 12031).
    expect(read_only === true && configs.length > 0, name).toBe(false);
  }
  expect(readFileSync(root('Dockerfile'), 'utf8')).toMatch(/^USER node$/m);
  expect(
    services
      .filter(([, { ports }]) => ports.length > 0)
      .map(([name]) => name)
      .sort(),
  ).toEqual(['api', 'temporal-ui']);
  for (const name of ['postgres', 'temporal']) expect(compose.services[name]?.networks).toEqual(['inside']);
});

test('commands that call the engine: name programs that the image holds', () => {
  const built: unknown = JSON.parse(readFileSync(root('tsconfig.build.json'), 'utf8'));
  expect(built).toMatchObject({
    compilerOptions: { outDir: 'dist', rootDir: '.' },
    include: ['src', 'workflows', 'activities'],
  });
  const dockerfile = readFileSync(root('Dockerfile'), 'utf8');
  for (const copied of ['/app/dist dist', 'bin bin']) expect(dockerfile).toContain(copied);
  const commands = ours.flatMap(([, { command, healthcheck }]) => [command ?? [], healthcheck?.test.slice(1) ?? []]);
  const called = commands.filter((command) => command.some((word) => /^(dist|bin)\//.test(word)));
  expect(called).toHaveLength(5);
  for (const [node, program = '', verb] of called) {
    expect(node).toBe('node');
    expect(existsSync(root(program.replace(/^dist\/(.*)\.js$/, '$1.ts'))), program).toBe(true);
    if (program.startsWith('bin/')) expect(VERBS.map((one) => one.name)).toContain(verb);
  }
});

test('the environment of each program, with the variables filled in: holds as its settings', () => {
  const values: Record<string, string> = {
    HANDOVER_PUBLIC_URL: 'https://handover.example.com',
    HANDOVER_SMTP_URL: 'smtp://mail:587',
    HANDOVER_OIDC_ISSUER: 'https://login.example.com',
    HANDOVER_OIDC_AUDIENCE: 'handover',
    HANDOVER_MAIL_FROM: 'Handover <handover@example.com>',
  };
  const filled = (value: string) =>
    value.replaceAll(/\$\{(\w+)(?::[?-]([^}]*))?\}/g, (_, name: string, usual: string) =>
      /PASSWORD/.test(name) ? 'a-password-of-24-letters' : (values[name] ?? usual),
    );
  for (const [name, { environment }] of ours) {
    const env = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, filled(value)]));
    expect(() => readValues(env), name).not.toThrow();
    for (const key of Object.keys(env)) expect(documented, `${name} ${key}`).toContain(key);
    if (name === 'api') expect(readSettings({ ...env, NODE_ENV: 'production' }).identity).toBe('oidc');
  }
});

const hasCompose = spawnSync('docker', ['compose', 'version']).status === 0;
if (!hasCompose) console.log('docker compose is not here: what it says of the file is skipped');
test.skipIf(!hasCompose)('docker compose config, with every variable given: takes the file', () => {
  const env = Object.fromEntries(
    variables.map(({ name }) => [name, name.endsWith('PUBLISH') ? '127.0.0.1:1' : 'value']),
  );
  const ended = spawnSync(
    'docker',
    ['compose', '-f', root('docker-compose.yml'), '--env-file', '/dev/null', 'config', '-q'],
    {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    },
  );
  expect(ended.stderr).toBe('');
  expect(ended.status).toBe(0);
});
