import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApiDocument } from '../../src/http/openapi.ts';
import { ROUTES } from '../../src/http/routes/index.ts';

/** Holds the OpenAPI document against the rules of spectral (.spectral.yaml) and redocly (redocly.yaml): no warning is left. */

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'handover-openapi-'));
const file = join(folder, 'openapi.json');
// The languages differ in texts only.
writeFileSync(
  file,
  JSON.stringify(openApiDocument(ROUTES, 'https://handover.internal', 'en', { logins: true }), null, 2),
);

const run = (tool: string, args: string[]) =>
  new Promise<{ passed: boolean; text: string }>((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'node_modules', tool), ...args],
      {
        cwd: root,
        maxBuffer: Infinity,
        env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
      },
      (error, stdout, stderr) => resolve({ passed: error === null, text: `${stdout}${stderr}` }),
    );
  });
const [spectral, redocly] = await Promise.all([
  run('@stoplight/spectral-cli/dist/index.js', [
    'lint',
    '--ruleset',
    '.spectral.yaml',
    '--fail-severity',
    'hint',
    file,
  ]),
  run('@redocly/cli/bin/cli.js', ['lint', '--config', 'redocly.yaml', '--format', 'json', file]),
]);
rmSync(folder, { recursive: true, force: true });

const found = /"totals":\s*\{[^}]*\}/.exec(redocly.text)?.[0] ?? '';
const warned = !/"errors":\s*0/.test(found) || !/"warnings":\s*0/.test(found);
if (!spectral.passed) console.error(spectral.text);
if (!redocly.passed || warned) console.error(redocly.text);
if (!spectral.passed || !redocly.passed || warned) process.exit(1);
console.log('the OpenAPI document: no error, no warning');
