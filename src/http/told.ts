import type { listAudit } from '../db/reads/audit.ts';
import { type Locale, sentence } from '../i18n/index.ts';

type AuditPage = Awaited<ReturnType<typeof listAudit>>;

/** Entries of the audit log with their sentence in the reader's language (architecture, decision 18). */
export function told(page: AuditPage, locale: Locale) {
  return { ...page, items: page.items.map((entry) => ({ ...entry, sentence: tell(entry, locale) })) };
}

function tell({ action, params }: AuditPage['items'][number], locale: Locale): string {
  const plain = Object.entries(params).flatMap(([name, value]) => {
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    const label =
      name === 'role' || name === 'step' || name === 'state' ? labelOf(locale, `${name}.${value}`) : undefined;
    return [[name, label ?? value] as const];
  });
  return sentence(locale, 'timeline', action, Object.fromEntries(plain));
}

const labelOf = (locale: Locale, code: string) => {
  const label = sentence(locale, 'labels', code);
  return label === code ? undefined : label;
};
