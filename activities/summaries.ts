import { Context } from '@temporalio/activity';
import type { SummaryPeriod } from '../src/contract/summary.ts';
import { calendarOf } from '../src/db/calendar.ts';
import { asPerson } from '../src/db/connect.ts';
import { type Summary, noteTold, readSummary, readersOfSummaries, untold } from '../src/db/summary.ts';
import { isTooLate, summariesDue } from '../src/domain/summary-periods.ts';
import type { ActivityDeps } from './context.ts';
import { domainOf, messageIdOf, notify, sentAmong } from './mail.ts';
import { summaryBlocks } from './summary-blocks.ts';

/** The company's calendar. */
const CALENDAR = 'CN';

/** Summaries over the company's handovers for HR and managers. */
export function summaries(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /** What is to be summed up now and has not been told to everybody. @param at the workflow's instant */
    async dueSummaries(at: string): Promise<SummaryPeriod[]> {
      return untold(db, summariesDue(await calendarOf(db, CALENDAR), at));
    },

    /**
     * Tells each reader the figures that they may see; nobody of whom there is nothing to tell. A second attempt finds the mails that
     * have left. What keeps one reader's figures from being read keeps no other's.
     * @returns how many were told; none when it is too late for the period: attempts may go on for weeks
     * @throws after all others were told, what one reader's figures failed of
     */
    async sendSummaries(period: SummaryPeriod): Promise<number> {
      const template = `summary.${period.every}`;
      const id = [period.from];
      const mailOf = (personId: string) =>
        messageIdOf([...id, template, 0].join('.'), personId, domainOf(deps.mailFrom));
      const calendar = await calendarOf(db, CALENDAR);
      if (isTooLate(calendar, period, new Date().toISOString())) return 0;
      const readers = await readersOfSummaries(db, period.every);
      const sent = await sentAmong(db, readers.map(mailOf));
      const figures = new Map<string, Summary>();
      const failures: unknown[] = [];
      for (const reader of readers) {
        if (sent.has(mailOf(reader))) continue;
        try {
          const summary = await asPerson(db, reader, (tx) => readSummary(tx, calendar, period));
          if (summary) figures.set(reader, summary);
        } catch (error) {
          failures.push(error);
        }
        Context.current().heartbeat(figures.size);
      }
      await notify(deps, [...figures.keys()], {
        id,
        step: 'summary',
        template,
        params: () => ({ from: period.from, to: period.to }),
        figures: (reader) => {
          const summary = figures.get(reader.id);
          return summary ? summaryBlocks(summary, period, { ...reader, publicUrl: deps.publicUrl }) : [];
        },
      });
      if (failures.length > 0) throw failures[0];
      return noteTold(db, period, sent.size + figures.size);
    },
  };
}
