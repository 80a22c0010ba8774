import { peopleById } from '../db/reads/people.ts';
import type { Call } from './route.ts';
import { peopleIn, printedReport } from './report.ts';
import { type PageForm, sendDocument } from './send-document.ts';

/** Sends the closing report as a page or as PDF, in the reader's language and zone. */
export async function sendReport(
  call: Pick<Call<unknown>, 'as' | 'locale' | 'person' | 'res'>,
  report: Record<string, unknown>,
  form: PageForm,
): Promise<void> {
  const { as, locale, person } = call;
  const who = await as((tx) => peopleById(tx, peopleIn(report)));
  const document = printedReport(report, { locale, timeZone: person.timeZone }, who, true);
  await sendDocument(call, document, form, String(report.label));
}
