import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import type * as z from 'zod';
import * as a from '../../contract/answers.ts';
import * as fa from '../../contract/file-answers.ts';
import { fileBody } from '../api.ts';
import { CliError, EXIT } from '../errors.ts';
import { fields } from '../print.ts';
import { withProgress } from '../progress.ts';
import { type Call, type Verb, rowsOf, shaped } from '../verb.ts';

type Result = z.output<typeof a.importResult>;
type Begun = z.output<typeof fa.importRecord>;
interface File {
  file: string;
  mapping: string;
  dataset: string | undefined;
}

/** Files into the CRM; a refused row is told, the others go in. */
export const importVerbs: readonly Verb[] = [
  {
    name: 'import',
    takes: ['<path>'],
    options: [
      { flags: '--mapping <name>' },
      { flags: '--dataset <name>' },
      { flags: '--manifest <dataset>' },
      { flags: '--dry-run' },
      { flags: '--background' },
    ],
    async run(call) {
      const files = await filesOf(call);
      for (const { file } of files)
        await access(file, constants.R_OK).catch(() => {
          throw new CliError('fileUnreadable', { file });
        });
      const answers: (Result | Begun)[] = [];
      for (const one of files) {
        const answer = known(call, await send(call, one));
        answers.push(answer);
        if (!call.json) call.io.out(told(call, one.file, answer));
      }
      const [only] = answers;
      if (call.json) call.io.out(JSON.stringify(call.given.text('manifest') === undefined ? only : answers, null, 2));
      return answers.some(({ refused }) => refused > 0) ? EXIT.refused : EXIT.ok;
    },
  },
];

/** @throws CliError unless it is said how the file or the folder is to be read */
async function filesOf({ given }: Call): Promise<File[]> {
  const [path, mapping, manifest] = [given.arg(0), given.text('mapping'), given.text('manifest')];
  if ((mapping === undefined) === (manifest === undefined)) throw new CliError('mappingOrManifest');
  // Its later files would be held against earlier ones that a dry run takes back.
  if (manifest !== undefined && given.flag('dryRun')) throw new CliError('manifestDry');
  if (mapping !== undefined) return [{ file: path, mapping, dataset: given.text('dataset') }];
  const { listManifests, loadManifest } = await import('../../imports/mappings.ts');
  const found = loadManifest(manifest ?? '');
  if (!found) {
    const known = listManifests().map((one) => one.dataset);
    throw new CliError('manifestUnknown', { manifest: manifest ?? '', known: known.join(', ') });
  }
  const dataset = given.text('dataset') ?? found.dataset;
  return found.files.map((one) => ({ file: join(path, one.file), mapping: one.mapping, dataset }));
}

function send(call: Call, { file, mapping, dataset }: File): Promise<Result | Begun> {
  const [dryRun, background] = ['dryRun', 'background'].map((flag) => call.given.flag(flag) || undefined);
  const query = { mapping, dataset, dryRun, background };
  return withProgress(call, 'sent', async (watch) =>
    call.api().post('/imports', { query, ...(await fileBody(file, watch)) }),
  );
}

/** @throws CliError when the answer is not of a shape that this version knows */
const known = (call: Call, answer: Result | Begun): Result | Begun =>
  'id' in answer ? shaped(call, fa.importRecord, answer) : shaped(call, a.importResult, answer);

function told(call: Call, file: string, result: Result | Begun): string {
  if ('id' in result) return `${call.t('importBegun', { file, id: result.id })}\n`;
  const { read, inserted, updated, unchanged, refused, skipped, refusals, moreRefusals, before, after } = result;
  const change = Object.keys(after).map((table) => `${table} ${before[table] ?? 0} → ${after[table] ?? 0}`);
  const lines = [
    `${file}  (${result.mapping})`,
    call.t('imported', { read, inserted, updated, unchanged, refused, skipped }),
    fields([[call.t('col.records'), change.join(', ')]]),
  ];
  if (result.dryRun) lines.push(call.t('dryRun'));
  if (refusals.length > 0)
    lines.push(
      '',
      rowsOf(call, refusals, {
        line: (r) => r.line,
        column: (r) => r.column,
        value: (r) => r.value,
        reason: (r) => r.sentence,
      }),
    );
  if (moreRefusals > 0) lines.push(call.t('moreRefusals', { count: moreRefusals }));
  return `${lines.filter((line, i) => line !== '' || i > 0).join('\n')}\n`;
}
