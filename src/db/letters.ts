import { sql } from 'kysely';

/** A letter to a customer, and all that it speaks of. Personal values: they go into the mail and nowhere else. */
export interface Outgoing {
  id: string;
  customer_id: string;
  channel: 'letter' | 'meeting' | 'phone';
  language: 'zh-CN' | 'en';
  consent_days: number;
  sending: number;
  attempts: number;
  template_id: string;
  version: number;
  subject: string;
  body: string;
  customer: string;
  contact_id: string | null;
  contact: string;
  /** null: the customer has no address any more */
  address: string | null;
  giver: string;
  receiver: string;
  title: string;
  receiver_email: string;
  phone: string;
  time_zone: string;
  meeting_starts_at: Date | null;
  meeting_ends_at: Date | null;
  meeting_location: string | null;
  meeting_url: string | null;
  meeting_sequence: number;
  /** the customer is still with who is introduced */
  current: boolean;
}

/**
 * The beginning of a query of letters, over `i`, an introduction of the run `n`, and `c`, its customer.
 * @param wanted another channel or language than the introduction's own
 */
export const LETTER = (wanted: { channel?: string | undefined; language?: string | undefined } = {}) => sql`
  select i.id, i.customer_id, t.channel, t.language, i.consent_days, i.sending, i.attempts, t.id as template_id, t.version, t.subject, t.body, c.name as customer,
         k.id as contact_id, coalesce(k.name, '') as contact, coalesce(k.email, c.email) as address, g.name as giver, r.name as receiver,
         coalesce(r.title, '') as title, r.email as receiver_email, coalesce(r.phone, '') as phone, w.time_zone,
         i.meeting_starts_at, i.meeting_ends_at, i.meeting_location, i.meeting_url, i.meeting_sequence,
         c.owner_id is not distinct from i.receiver_id as current
    from introduction_runs n join introductions i on i.handover_id = n.handover_id join handovers h on h.id = n.handover_id
    join policies p on (p.key, p.version) = (h.policy_key, h.policy_version) join calendars w on w.code = p.body ->> 'calendar'
    join employees g on g.id = h.giver_id join employees r on r.id = i.receiver_id join customers c on c.id = i.customer_id
    join letter_templates t on t.id = any (n.templates) and t.channel = coalesce(${wanted.channel ?? null}, i.channel)
     and t.language = coalesce(${wanted.language ?? null}, i.language)
    left join lateral (select k.id, k.name, k.email from contacts k where k.customer_id = c.id and k.email is not null order by k.is_key desc, k.id limit 1) k on true`;
