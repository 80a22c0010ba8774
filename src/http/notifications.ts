import { type Category, kindOfNotice, linksOf, pageOfCase } from '../contract/notices.ts';
import type { NotificationRow } from '../db/reads/notifications.ts';
import { type Locale, sentence } from '../i18n/index.ts';
import { API_PREFIX } from './openapi.ts';

/** A notice with its sentence in the reader's language (architecture, decision 18), and where it leads. */
export function toldNotification(row: NotificationRow, { locale, me }: { locale: Locale; me: string }) {
  const { place } = kindOfNotice(row.template, row.wait);
  const about = pageOfCase(place) ? row.handover_id : row.subject_id;
  const { page, resource } = linksOf(place, about ?? '', row.params);
  const nobody = row.subject ?? '–';
  const named = { label: row.label ?? '–', giver: row.giver ?? '–', person: nobody, leaver: nobody, title: nobody };
  return {
    id: row.id,
    kind: row.template,
    category: row.category as Category,
    title: sentence(locale, 'mail', `${row.template}.subject`, { ...named, ...row.params }),
    link: page,
    handover: row.handover_id === null || row.label === null ? null : { id: row.handover_id, label: row.label },
    for: row.person_id === me ? row.delegator : row.owner,
    mine: row.person_id === me,
    asks: row.until !== null,
    dueAt: row.due_at,
    createdAt: row.created_at,
    readAt: row.read_at,
    doneAt: row.done_at,
    links: { self: `${API_PREFIX}/notifications/${row.id}`, subject: `${API_PREFIX}${resource}` },
  };
}
