import { version as nodeVersion } from 'node:process';
import { type Settings, faultsIn, readSettings, strangersIn } from '../../settings.ts';
import { addressFinding, apiFindings } from '../doctor/api.ts';
import { databaseFindings } from '../doctor/database.ts';
import { type Finding, error, ok, warning } from '../doctor/finding.ts';
import { issuerFindings, keyFinding, mailFinding, sealingFinding } from '../doctor/outside.ts';
import { temporalFindings } from '../doctor/temporal.ts';
import { EXIT } from '../errors.ts';
import { type Call, type Verb, rowsOf } from '../verb.ts';

const NODE_NEEDED = [20, 20] as const;

/** Looks at everything that a person can have forgotten, and says what to do. */
export const doctorVerbs: readonly Verb[] = [
  {
    name: 'doctor',
    async run(call) {
      const findings = await look(call);
      const told = findings.map((finding) => ({ ...finding, sentence: sentenceOf(call, finding) }));
      const exit = findings.find((finding) => finding.exit !== undefined)?.exit ?? EXIT.ok;
      if (call.json) {
        const shown = told.map(({ name, state, params, sentence }) => ({ name, state, params, sentence }));
        call.io.out(JSON.stringify({ ok: exit === EXIT.ok, findings: shown }, null, 2));
      } else
        call.io.out(
          rowsOf(call, told, {
            check: (f) => call.t(`check.${f.name}`),
            verdict: (f) => call.t(`verdict.${f.state}`),
            finding: (f) => f.sentence,
          }),
        );
      return exit;
    },
  },
];

function sentenceOf(call: Call, { name, state, params = {} }: Finding): string {
  return call.t(`doctor.${name}.${state}`, params);
}

async function look(call: Call): Promise<Finding[]> {
  const { env } = call.io;
  const node = nodeFinding(nodeVersion);
  const strangers = strangersIn(env).map((setting) => warning('settings', { setting }));
  const faults = faultsIn(env);
  if (faults.length > 0)
    return [node, ...faults.map(({ message }) => error('settings', { why: message }, EXIT.usage)), ...strangers];
  const settings = call.settings();
  const looked = await Promise.all([
    apiFindings(settings.HANDOVER_URL),
    temporalFindings(settings),
    databaseFindings(settings),
    ...(settings.HANDOVER_DATABASE_URL === undefined ? [] : outside(readSettings(env))),
  ]);
  return [node, ...(strangers.length > 0 ? strangers : [ok('settings')]), ...looked.flat()];
}

/** What the API and the worker that are started from here rely on. */
const outside = (settings: Settings): Promise<Finding[]>[] => [
  addressFinding(settings.HANDOVER_PUBLIC_URL, settings.production).then((one) => [one]),
  mailFinding(settings).then((one) => [one]),
  issuerFindings(settings),
  keyFinding(settings).then((one) => [one]),
  sealingFinding(settings).then((one) => [one]),
];

/** @param version as Node tells it (v20.20.2) */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  const [needMajor, needMinor] = NODE_NEEDED;
  const params = { version, needed: NODE_NEEDED.join('.') };
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return ok('node', params);
  return error('node', params);
}
