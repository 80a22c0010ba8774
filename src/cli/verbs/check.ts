import type { Checked } from '../../db/integrity/run.ts';
import { sentence } from '../../i18n/index.ts';
import { settingMissing } from '../../settings.ts';
import { CliError, EXIT, type ExitCode, reasonOf } from '../errors.ts';
import { type Call, type Verb, rowsOf } from '../verb.ts';

/** Findings of a check that are told to people; --json has all that were kept. */
const TOLD = 20;

/** The integrity checks, run from here: through the database as the worker, and Temporal where TEMPORAL_ADDRESS names it. */
export const checkVerbs: readonly Verb[] = [
  {
    name: 'check',
    options: [{ flags: '--only <check...>' }, { flags: '--repair <repair>' }, { flags: '--yes' }],
    async run(call) {
      const { HANDOVER_DATABASE_URL: url, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace } = call.settings();
      if (url === undefined)
        throw settingMissing(
          'HANDOVER_DATABASE_URL',
          'it names the database, as the worker’s role',
          '它以工作进程的角色指明数据库',
        );
      const [{ connect }, run, { runningCases }, { connectTemporal }] = await Promise.all([
        import('../../db/connect.ts'),
        import('../../db/integrity/run.ts'),
        import('../../temporal/running-cases.ts'),
        import('../../temporal/connection.ts'),
      ]);
      const names = call.given.list('only');
      const repair = call.given.text('repair');
      const known = run.CHECKS.map((check) => check.name);
      const unknown = names.find((name) => !known.includes(name));
      if (unknown !== undefined) throw new CliError('checkUnknown', { check: unknown, known: known.join(', ') });
      const repairs = run.CHECKS.flatMap((check) => (check.repair ? [check.repair.name] : []));
      if (repair !== undefined && !repairs.includes(repair))
        throw new CliError('repairUnknown', { repair, known: repairs.join(', ') });
      const client = address === undefined ? undefined : await connectTemporal({ address, namespace });
      const db = connect(url, { max: 2 });
      try {
        const outside = client && runningCases(client);
        if (repair === undefined) {
          const only = names.length === 0 ? undefined : names;
          return tell(call, await run.runChecks(db, outside, { names: only }));
        }
        const about = run.CHECKS.filter((check) => check.repair?.name === repair).map((check) => check.name);
        if (!call.given.flag('yes')) {
          const code = tell(call, await run.runChecks(db, outside, { names: about }));
          if (!call.json)
            call.io.out(
              `\n${sentence(call.locale, 'integrity', `repair.${repair}`)}\n${call.t('repairYes', { repair })}`,
            );
          return code;
        }
        const changed = (await run.runRepair(db, repair, outside)) ?? 0;
        if (call.json) call.io.out(JSON.stringify({ repair, changed }, null, 2));
        else call.io.out(call.t('repaired', { repair, changed }));
        return EXIT.ok;
      } catch (error) {
        if (error instanceof CliError || !(error instanceof Error) || !('code' in error)) throw error;
        throw new CliError(
          'databaseAway',
          { setting: 'HANDOVER_DATABASE_URL', why: reasonOf(error) },
          EXIT.unreachable,
        );
      } finally {
        await db.destroy();
        await client?.connection.close();
      }
    },
  },
];

function tell(call: Call, checked: Checked[]): ExitCode {
  const say = (code: string, params: Record<string, string | number> = {}) =>
    sentence(call.locale, 'integrity', code, params);
  const told = checked.map((check) => ({
    ...check,
    sentence: say(`check.${check.name}`),
    found: check.found.map((found) => ({
      ...found,
      sentence: say(`finding.${found.code}`, {
        subject: found.subject,
        ...Object.fromEntries(Object.entries(found.params).map(([name, value]) => [name, value ?? '-'])),
      }),
    })),
  }));
  if (call.json) call.io.out(JSON.stringify({ checks: told }, null, 2));
  else {
    call.io.out(
      rowsOf(call, told, {
        check: (c) => c.name,
        what: (c) => c.sentence,
        verdict: (c) =>
          c.state === 'wrong'
            ? call.t('findings', { count: c.count })
            : call.t(`checked.${c.state}`, { why: c.why ?? '' }),
      }),
    );
    for (const { name, found, repair, count } of told.filter((c) => c.state === 'wrong'))
      call.io.out(
        [
          `\n${name}`,
          ...found.slice(0, TOLD).map((f) => `  ${f.sentence}`),
          ...(count > TOLD ? [`  ${call.t('andMore', { count: count - TOLD })}`] : []),
          `  → ${repair === undefined ? call.t('noRepair') : `${say(`repair.${repair}`)} handover check --repair ${repair} --yes`}`,
        ].join('\n'),
      );
  }
  return checked.some((c) => c.state === 'wrong' || c.state === 'failed') ? EXIT.refused : EXIT.ok;
}
