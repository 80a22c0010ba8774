import type { listAudit } from '../db/reads/audit.ts';
import { type Locale, inZone, sentence } from '../i18n/index.ts';

type AuditPage = Awaited<ReturnType<typeof listAudit>>;
interface Reader {
  locale: Locale;
  timeZone: string;
}

/** Entries of the audit log with their sentence in the reader's language and zone (architecture, decision 18). */
export function told(page: AuditPage, reader: Reader) {
  return { ...page, items: page.items.map((entry) => ({ ...entry, sentence: tell(entry, reader) })) };
}

function tell({ action, params }: AuditPage['items'][number], reader: Reader): string {
  const shown = Object.entries(params).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, show(name, value, reader)] as const] : [],
  );
  return sentence(reader.locale, 'timeline', action, Object.fromEntries(shown));
}

const LABELLED: ReadonlySet<string> = new Set(['channel', 'level', 'role', 'step', 'state']);
/** The database writes the offset that the rest of the product writes as Z. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|\+00:00)$/;

function show(name: string, value: string | number, reader: Reader): string | number {
  if (typeof value === 'string' && INSTANT.test(value)) return inZone(new Date(value), reader);
  if (!LABELLED.has(name)) return value;
  const code = `${name}.${value}`;
  const label = sentence(reader.locale, 'labels', code);
  return label === code ? value : label;
}
