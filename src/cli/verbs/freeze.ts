import type * as z from 'zod';
import * as a from '../../contract/access-answers.ts';
import * as people from '../../contract/answers.ts';
import { CliError, EXIT } from '../errors.ts';
import { fields, when } from '../print.ts';
import { type Call, type Verb, give, shaped } from '../verb.ts';

/** The emergency freeze. */
export const freezeVerbs: readonly Verb[] = [
  {
    name: 'freeze',
    takes: ['<person>'],
    options: [{ flags: '--reason <text>', required: true }],
    async run(call) {
      const path = { id: await employeeId(call, call.given.arg(0)) };
      tell(
        call,
        await call.api().post('/employees/{id}/freeze', { path, body: { reason: call.given.must('reason') } }),
      );
    },
  },
  {
    name: 'unfreeze',
    takes: ['<person>'],
    async run(call) {
      const path = { id: await employeeId(call, call.given.arg(0)) };
      tell(call, await call.api().post('/employees/{id}/unfreeze', { path }));
    },
  },
];

function tell(call: Call, answer: z.output<typeof a.freeze>): void {
  give(call, a.freeze, answer, (freeze) =>
    fields([
      [call.t('col.reason'), freeze.reason],
      [call.t('col.frozenSince'), when(freeze.since, call.locale)],
      [call.t('col.liftedAt'), when(freeze.liftedAt, call.locale)],
    ]),
  );
}

/** The id of an employee number. @throws CliError when nobody has it */
export async function employeeId(call: Call, number: string): Promise<string> {
  const answer = await call.api().get('/employees', { query: { q: number, limit: 200 } });
  const found = shaped(call, people.employees, answer).items.find((person) => person.number === number);
  if (!found) throw new CliError('personUnknown', { person: number }, EXIT.refused);
  return found.id;
}
