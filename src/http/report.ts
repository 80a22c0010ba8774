import { keptReport } from '../contract/report.ts';
import type { PersonRow } from '../db/reads/people.ts';
import { type Locale } from '../i18n/index.ts';
import type { PrintedDocument } from '../render/document.ts';
import { reportDocument } from './report-document.ts';

/** Everybody whom a report names. */
export function peopleIn(report: Record<string, unknown>): string[] {
  const read = keptReport.parse(report);
  return [
    ...read.items.map((item) => item.receiver),
    ...read.signatures.flatMap(({ person_id, signer_id }) => [person_id, ...(signer_id ? [signer_id] : [])]),
    ...read.correctiveActions.map(({ owner }) => owner),
    ...read.openMeetingActions.map(({ owner }) => owner),
    ...(read.people ? [read.people.giver, read.people.supervisor, ...read.people.receivers] : []),
  ];
}

/**
 * A kept report as a document for a reader.
 * @param who finds the people of `peopleIn`
 * @param names whether people are shown by name, or by number only
 */
export function printedReport(
  report: Record<string, unknown>,
  reader: { locale: Locale; timeZone: string },
  who: (id: string) => PersonRow,
  names: boolean,
): PrintedDocument {
  const person = (id: string) => (names ? `${who(id).name} (${who(id).number})` : who(id).number);
  return reportDocument(keptReport.parse(report), { ...reader, person });
}
