import { type Kysely, sql } from 'kysely';
import { correctiveActions } from './0016-reviews/corrective-actions.ts';
import { evidence } from './0016-reviews/evidence.ts';
import { losses } from './0016-reviews/losses.ts';
import { said } from './0016-reviews/said.ts';
import { suggestions } from './0016-reviews/suggestions.ts';
import { surveys } from './0016-reviews/surveys.ts';
import { workReports } from './0016-reviews/work-reports.ts';

/** What remains of a case: its evidence, what was learnt, what customers and receivers say, what is done about it, and who was lost. */
export async function up(db: Kysely<any>): Promise<void> {
  for (const part of [evidence, suggestions, correctiveActions, surveys, workReports, losses, said])
    await sql.raw(part).execute(db);
}
