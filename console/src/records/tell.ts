import type { CustomerRecord, RecordKind } from '../api.ts';
import { useText } from '../text.tsx';

interface Told {
  /** what it is called: its title, or its words */
  name: string;
  /** what else is worth a look, by the name of the field; what is not known is empty */
  facts: string[];
}

/** Says of a record what it is, in the reader's language. */
export function useTold(): (record: CustomerRecord) => Told {
  const { t, day, dateTime, number } = useText();
  const due = (on: string | null) => (on === null ? '' : t('records.due', { day: day(on) }));
  const state = (of: 'planned' | 'running' | 'done' | 'stopped' | 'doing' | 'review') => t(`record.state.${of}`);
  const tellers: { [K in RecordKind]: (record: CustomerRecord & { path: K }) => Told } = {
    contacts: ({ name, title, phone, email, wechat }) => ({
      name,
      facts: [title, phone, email, wechat].map((fact) => fact ?? ''),
    }),
    projects: (one) => ({
      name: one.name,
      facts: [state(one.state), t('records.progress', { percent: one.progressPct }), due(one.dueOn)],
    }),
    preferences: ({ body, kind }) => ({ name: body, facts: [t(`pack.kind.${kind}`)] }),
    notes: ({ body, author, createdAt }) => ({ name: body, facts: [author?.name ?? '', dateTime(createdAt)] }),
    communications: ({ subject, channel, happenedAt, author }) => ({
      name: subject,
      facts: [t(`record.channel.${channel}`), dateTime(happenedAt), author?.name ?? ''],
    }),
    tasks: (one) => ({
      name: one.title,
      facts: [t(`record.priority.${one.priority}`), state(one.state), due(one.dueOn)],
    }),
    'calendar-events': ({ title, startsAt, endsAt, location }) => ({
      name: title,
      facts: [`${dateTime(startsAt)} – ${dateTime(endsAt)}`, location ?? ''],
    }),
    attachments: ({ fileName, mediaType, bytes }) => ({
      name: fileName,
      facts: [mediaType, t('records.size', { count: number(bytes) })],
    }),
  };
  return (record) => (tellers[record.path] as (one: CustomerRecord) => Told)(record);
}
