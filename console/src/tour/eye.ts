import { Client } from '../../../src/client/index.ts';
import { type DemoPerson, type Person, api } from '../api.ts';
import { localeNow } from '../locale.ts';

let pass: Promise<{ hr: DemoPerson; token: string }> | null = null;

async function signedIn(): Promise<{ hr: DemoPerson; token: string }> {
  const { items } = await api.demoPeople();
  const hr = items.find(({ roles }) => roles.includes('hr'));
  if (hr === undefined) throw new Error('the demonstration has nobody of HR');
  return { hr, token: (await api.demoToken(hr.number)).token };
}
function asHr(): Promise<{ hr: DemoPerson; token: string }> {
  pass ??= signedIn().catch((error: unknown) => {
    pass = null;
    throw error;
  });
  return pass;
}

export const hrPerson = async () => (await asHr()).hr;

/** The tour sees the case with the eyes of HR, whoever the visitor is at the moment. */
export const eye = new Client({
  url: '',
  token: async () => (await asHr()).token,
  locale: localeNow,
  onRefused({ status }) {
    if (status === 401) pass = null;
  },
});

/** @returns the id of the case that somebody gives and that was started last; null: they gave none */
export async function newestCase(giver: Person): Promise<string | null> {
  const { items } = await eye.get('/handovers', { query: { giver: giver.id, sort: '-created', limit: 1 } });
  return items[0]?.id ?? null;
}
